import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ForgeError } from '../../core/errors.ts';
import { sha256Of } from './hash-once.ts';
import { hashFile } from './hash-file.ts';
import { fakeServer, VIDEO_ID } from './testing/jobs.ts';
import { uploadVideo } from './upload-video.ts';

vi.mock('./hash-file.ts', () => ({ hashFile: vi.fn() }));

const SHA256 = 'c'.repeat(64);
const never = () => new AbortController().signal;
const ignore = () => undefined;
/** The hashes that were started, in order, each to be settled by the test. */
let begun: { end(sha256: string): void; fail(error: Error): void; report(bytes: number): void; signal: AbortSignal }[];

const fileOf = () => new File(['video'], 'clip.mp4');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  begun = [];
  vi.mocked(hashFile).mockImplementation(
    (_, report, signal) =>
      new Promise((end, fail) => {
        begun.push({ end, fail, report, signal });
        signal.addEventListener('abort', () => fail(new ForgeError('aborted')));
      }),
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('is computed once for each file, and later callers share it', async () => {
  const file = fileOf();
  const [first, second] = [vi.fn(), vi.fn()];
  const one = sha256Of(file, first, never());
  const two = sha256Of(file, second, never());
  const other = sha256Of(fileOf(), ignore, never());
  expect(begun).toHaveLength(2);
  begun[0]?.report(3);
  expect([first.mock.calls, second.mock.calls]).toEqual([[[3]], [[3]]]);
  begun[0]?.end(SHA256);
  begun[1]?.end('d'.repeat(64));
  expect(await Promise.all([one, two, other])).toEqual([SHA256, SHA256, 'd'.repeat(64)]);
  expect(await sha256Of(file, ignore, never())).toBe(SHA256);
  expect(begun).toHaveLength(2);
});

it('goes on while a caller waits for it, and is stopped a moment after the last one has gone', async () => {
  const file = fileOf();
  const [dialog, upload] = [new AbortController(), new AbortController()];
  const asked = expect(sha256Of(file, ignore, dialog.signal)).rejects.toMatchObject({ code: 'aborted' });
  dialog.abort();
  await asked;
  // The upload starts before the first caller releases the file.
  const joined = expect(sha256Of(file, ignore, upload.signal)).rejects.toMatchObject({ code: 'aborted' });
  vi.advanceTimersByTime(5000);
  expect(begun).toHaveLength(1);
  expect(begun[0]?.signal.aborted).toBe(false);
  upload.abort();
  await joined;
  vi.advanceTimersByTime(5000);
  expect(begun[0]?.signal.aborted).toBe(true);
  // A stopped hash is started anew.
  const again = sha256Of(file, ignore, never());
  await Promise.resolve();
  begun[1]?.end(SHA256);
  expect(await again).toBe(SHA256);
  expect(await sha256Of(file, ignore, never())).toBe(SHA256);
  expect(begun).toHaveLength(2);
});

it('is kept where it is ready before it is let go of', async () => {
  const file = fileOf();
  const dialog = new AbortController();
  const asked = expect(sha256Of(file, ignore, dialog.signal)).rejects.toMatchObject({ code: 'aborted' });
  dialog.abort();
  await asked;
  begun[0]?.end(SHA256);
  expect(await sha256Of(file, ignore, never())).toBe(SHA256);
  vi.advanceTimersByTime(5000);
  expect(await sha256Of(file, ignore, never())).toBe(SHA256);
  expect(begun).toHaveLength(1);
});

it('is computed anew after it failed', async () => {
  const file = fileOf();
  const failed = expect(sha256Of(file, ignore, never())).rejects.toThrow('unreadable');
  begun[0]?.fail(new Error('unreadable'));
  await failed;
  const again = sha256Of(file, ignore, never());
  begun[1]?.end(SHA256);
  expect(await again).toBe(SHA256);
});

it('is not computed again by an upload of the same file', async () => {
  const file = fileOf();
  const known = sha256Of(file, ignore, never());
  begun[0]?.end(SHA256);
  await known;
  const time = '2026-11-25T10:00:00.000Z';
  const video = { id: VIDEO_ID, name: 'clip.mp4', bytes: 5, sha256: SHA256, createdAt: time, usedAt: time };
  const server = fakeServer({ 'GET /api/videos': () => ({ videos: [video] }) });
  vi.stubGlobal('fetch', server);
  expect(await uploadVideo(file, { signal: never(), onProgress: ignore }).video).toEqual(video);
  expect(server.mock.calls.map(([path]) => path)).toEqual([`/api/videos?sha256=${SHA256}`]);
  expect(begun).toHaveLength(1);
});
