// @module-tag process
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TestClient } from '../../server/testing/test-client.ts';
import { startTestServer, type TestServer } from '../../server/testing/test-server.ts';
import { noise, sha256Of } from '../../server/videos/testing/upload.ts';
import { inFolder } from '../testing/cli.ts';
import { uploadVideoFile, type UploadProgress } from './upload-video.ts';

const content = noise((34 << 20) + 17);

let server: TestServer;
let client: TestClient;
beforeAll(async () => {
  server = await startTestServer('embedded', { VIDEO_MAX_BYTES: '40000000' });
  client = await server.user();
});
afterAll(() => server.close());
afterEach(() => vi.restoreAllMocks());

const target = () => {
  const cookie = [...client.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
  return { server: server.url, headers: { cookie } };
};

describe('sending a video from the command line', () => {
  it('goes on where lost connections left it, and sends the same video once', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'clip.mp4');
      await writeFile(path, content);
      const real = globalThis.fetch;
      let patches = 0;
      const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async (address, init) => {
        if (init?.method !== 'PATCH') return real(address, init);
        patches += 1;
        // The first one never arrives, and the answer to the third one is lost.
        if (patches === 1) throw new TypeError('fetch failed');
        const response = await real(address, init);
        if (patches === 3) throw new TypeError('fetch failed');
        return response;
      });
      const seen: UploadProgress[] = [];
      const video = await uploadVideoFile(path, { ...target(), onProgress: (progress) => seen.push(progress) });
      expect(video).toMatchObject({ name: 'clip.mp4', bytes: content.length, sha256: sha256Of(content) });
      // Three slices, and one of them twice.
      expect(patches).toBe(4);
      expect(seen.at(-1)).toEqual({ stage: 'sending', share: 1 });
      const sent = sha256Of((await client.get(`/api/videos/${video.id}/content`)).bytes);
      expect(sent).toBe(sha256Of(content));
      spy.mockClear();
      expect(await uploadVideoFile(path, target())).toEqual(video);
      expect(spy).toHaveBeenCalledTimes(1);
    });
  });

  it('begins no second upload where the server is away when it is asked how far the first one is', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'other.mp4');
      const other = noise(1000);
      await writeFile(path, other);
      const real = globalThis.fetch;
      const asked: string[] = [];
      vi.spyOn(globalThis, 'fetch').mockImplementation(async (address, init) => {
        const method = init?.method ?? 'GET';
        asked.push(method);
        // The first PATCH is lost, and so is the question after it.
        if (asked.filter((each) => each === 'PATCH').length === 1 && asked.length < 5) throw new TypeError('failed');
        return real(address, init);
      });
      expect(await uploadVideoFile(path, target())).toMatchObject({ sha256: sha256Of(other) });
      expect(asked).toEqual(['GET', 'POST', 'PATCH', 'GET', 'GET', 'HEAD', 'PATCH', 'GET']);
    });
  });

  it('stops in the middle on an abort, and sends nothing more', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'stopped.mp4');
      await writeFile(path, noise((33 << 20) + 1));
      const stopping = new AbortController();
      const spy = vi.spyOn(globalThis, 'fetch');
      const onProgress = ({ stage, share }: UploadProgress) => {
        if (stage === 'sending' && share > 0) stopping.abort();
      };
      const sending = uploadVideoFile(path, { ...target(), onProgress, signal: stopping.signal });
      await expect(sending).rejects.toMatchObject({ code: 'aborted' });
      const calls = spy.mock.calls.length;
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(spy).toHaveBeenCalledTimes(calls);
    });
  });

  it('reports the server’s error, and stops on an abort', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'large.mp4');
      await writeFile(path, noise(40_000_001));
      await expect(uploadVideoFile(path, target())).rejects.toMatchObject({ code: 'request_too_large' });
      await expect(uploadVideoFile(path, { ...target(), headers: {} })).rejects.toMatchObject({
        code: 'not_signed_in',
      });
      const signal = AbortSignal.abort();
      await expect(uploadVideoFile(path, { ...target(), signal })).rejects.toMatchObject({ code: 'aborted' });
      const missing = join(folder, 'missing.mp4');
      await expect(uploadVideoFile(missing, target())).rejects.toMatchObject({ code: 'file_not_found' });
    });
  });
});
