import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { writeTestArchive } from '../../server/testing/test-archives.ts';

/** Strong enough for the password check. */
export const PASSWORD = 'seven green elephants';

/** A unique user name. */
export const newUsername = (): string => `user-${randomUUID().slice(0, 8)}`;

/** Makes an account in the open dialog, from its side for signing up or for signing in. */
export async function signUp(page: Page, username: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  const email = dialog.getByRole('textbox', { name: 'E-mail', exact: true });
  if (!(await email.isVisible())) await dialog.getByRole('button', { name: 'Create account' }).click();
  await dialog.getByRole('textbox', { name: 'Username' }).fill(username);
  await email.fill(`${username}@example.org`);
  await dialog.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Create account' }).first().click();
  await expect(dialog).toBeHidden();
}

/** Signs in with an existing account, from a page without a sign-in. */
export async function signIn(page: Page, login: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Username or e-mail' }).fill(login);
  await dialog.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog).toBeHidden();
}

/** Puts a dataset into the signed-in account, without making it here, and returns its id. */
export async function saveDataset(page: Page): Promise<string> {
  const path = join(tmpdir(), `${randomUUID()}.zip`);
  try {
    await writeTestArchive(path);
    return await uploadArchive(page, await readFile(path));
  } finally {
    await rm(path, { force: true });
  }
}

/** Uploads the bytes of a dataset's archive as the page would, and returns the dataset's id. */
export async function uploadArchive(page: Page, buffer: Buffer): Promise<string> {
  const reply = await page.request.post('/api/datasets', {
    multipart: { archive: { name: 'dataset.zip', mimeType: 'application/zip', buffer } },
    headers: { 'Sec-Fetch-Site': 'same-origin' },
  });
  expect(reply.status()).toBe(201);
  const { id } = (await reply.json()) as { id: string };
  return id;
}
