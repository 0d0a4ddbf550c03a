import { createHash, randomUUID } from 'node:crypto';
import { expect, type Locator, type Page } from '@playwright/test';
import { syntheticVideo } from '../../core/export/testing/synthetic-frames.ts';
import { applyCommand } from '../../core/project/commands/apply-command.ts';
import { createProject } from '../../core/project/create-project.ts';
import { classId, frameIndex, imageBox } from '../../core/schema/brands.ts';
import type { Project } from '../../core/schema/project.ts';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { objectBox } from '../fixtures/numbered-frame.ts';
import { newUsername, signUp } from './account-steps.ts';
import type { AppPage, NamedFile } from './app-page.ts';

const SIZE = { width: 320, height: 240 };

/** The page's message once the server has a job. */
export const JOB_ACCEPTED = /The server works on it: you may close this page/;

/**
 * The bytes of a clip; padded with noise after the video, which players ignore, for an upload that takes
 * time.
 */
export async function clipFile(name: string, frames: number, padding = 0): Promise<NamedFile> {
  const clip = await numberedClip({ frames, ...SIZE });
  if (padding === 0) return { name, bytes: clip };
  const box = Buffer.alloc(8 + padding, 'noise');
  box.writeUInt32BE(box.length, 0);
  box.write('free', 4, 'latin1');
  return { name, bytes: Buffer.concat([clip, box]) };
}

/** Signs up as a new user on the start page. */
export async function signUpNewUser(page: Page, app: AppPage): Promise<void> {
  await app.open();
  await app.button('Sign in').click();
  await signUp(page, newUsername());
}

/** Opens a clip and labels its first frame. */
export async function labelClip(app: AppPage, file: NamedFile): Promise<void> {
  await app.openVideo(file);
  await app.addClass('crate');
  await app.drawBox(objectBox(0, SIZE.width, SIZE.height));
  await expect(app.boxes).toHaveCount(1);
}

/** Opens the dialog of a dataset with "On the server" chosen. */
export async function chooseServer(page: Page, app: AppPage): Promise<Locator> {
  await app.button('Finish annotating').click();
  await app.button('Create dataset').click();
  const dialog = page.getByRole('dialog', { name: 'Create dataset' });
  await dialog.getByRole('radio', { name: 'On the server' }).check();
  return dialog;
}

export const confirm = (dialog: Locator) => dialog.getByRole('button', { name: 'Confirm', exact: true }).click();

/**
 * Asks for a review of the labels before the dataset. By key: the estimates that appear meanwhile can move
 * the checkbox away from under the mouse.
 */
export async function requestReview(dialog: Locator): Promise<void> {
  const box = dialog.getByRole('checkbox', { name: 'Let me review the labels before the dataset is made' });
  await box.press('Space');
  await expect(box).toBeChecked();
}

/** The list item of a job on the page of jobs. */
export const jobItem = (page: Page, name: string): Locator =>
  page.getByRole('listitem').filter({ has: page.getByRole('group', { name: `Actions for ${name}` }) });

const OURS = { 'Sec-Fetch-Site': 'same-origin' };
const TUS = { ...OURS, 'Tus-Resumable': '1.0.0' };

/**
 * Starts a job in the signed-in account that has to fail, since its file is no video. It is named like the
 * file.
 */
export async function startFailingJob(page: Page, videoName: string): Promise<void> {
  const videoId = await uploadBytes(page, videoName, Buffer.from(`no video ${randomUUID()}`));
  const project = { ...labelledProject(), name: videoName };
  const data = { videoId, kind: 'labels', project, spec: { name: project.name, format: 'yolo-detect' } };
  const reply = await page.request.post('/api/jobs', { headers: OURS, data });
  expect(reply.status()).toBe(201);
}

/** Uploads bytes as a video, as the page would, and returns the video's id. */
async function uploadBytes(page: Page, name: string, data: Buffer): Promise<string> {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const sha256 = createHash('sha256').update(data).digest('hex');
  const metadata = `filename ${base64(name)},sha256 ${base64(sha256)}`;
  const upload = await page.request.post('/api/uploads', {
    headers: { ...TUS, 'Upload-Length': String(data.length), 'Upload-Metadata': metadata },
  });
  expect(upload.status()).toBe(201);
  const address = upload.headers()['location'] ?? '';
  const part = await page.request.patch(address, {
    headers: { ...TUS, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' },
    data,
  });
  expect(part.status()).toBe(204);
  return address.split('/').at(-1) ?? '';
}

function labelledProject(): Project {
  const empty = createProject(syntheticVideo(), { kind: 'every', n: 1 });
  const withClass = applyCommand(empty, { type: 'class.add', name: 'crate' }).project;
  const drawn = { kind: 'box', box: imageBox(1, 1, 20, 20) } as const;
  return applyCommand(withClass, { type: 'track.add', classId: classId(1), frame: frameIndex(0), drawn }).project;
}
