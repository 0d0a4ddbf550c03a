import { randomUUID } from 'node:crypto';
import { expect, type Page } from '@playwright/test';

export const PASSWORD = 'seven green elephants';

/** A name that nobody has yet. */
export const newUsername = (): string => `user-${randomUUID().slice(0, 8)}`;

/** Creates an account in the window that asks to sign in, which is open. */
export async function signUp(page: Page, username: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create account' }).click();
  await dialog.getByRole('textbox', { name: 'Username' }).fill(username);
  await dialog.getByRole('textbox', { name: 'E-mail' }).fill(`${username}@example.org`);
  await dialog.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Create account' }).first().click();
  await expect(dialog).toBeHidden();
}
