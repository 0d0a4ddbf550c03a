// @module-tag process
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JobCapacity } from '../../core/schema/api/jobs.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { uploadVideo } from '../videos/testing/upload.ts';
import { clipMetadata, clipProject, jobWhen, orderOf, startJob } from './testing/job.ts';

let server: TestServer;

beforeAll(async () => {
  // Without a known device a worker has more loops than it may use; none of them would poll by itself here.
  server = await startTestServer('embedded', {}, { leases: { beat: 5, lost: 20, look: 600 } });
});
afterAll(() => server.close());

it('measures what a frame takes on demand, and reports it at once', async () => {
  const open = await startTestServer('embedded', {}, { leases: { beat: 600, lost: 900, look: 600 } });
  const ann = await open.user();
  const ask = async (query: string) => (await ann.get(`/api/job-capacity${query}`)).json as JobCapacity;
  expect(await ask('')).toMatchObject({ workers: 1, costs: null });
  expect(open.log.join('')).not.toContain('a device works');
  await expect.poll(async () => (await ask('?measure=true')).costs, { timeout: 40_000 }).not.toBeNull();
  expect(await ask('')).toMatchObject({ device: 'cpu', costs: { encodeMs: expect.any(Number) as number } });
  expect((await ann.get('/api/job-capacity?measure=perhaps')).status).toBe(400);
  await open.close();
});

it('looks into the queue at once when something waits, and ends at once when it is asked to', async () => {
  const ann = await server.user();
  const videoId = await uploadVideo(ann, new TextEncoder().encode('This is not a video.\n'.repeat(50)));
  const order = orderOf(videoId, clipProject(clipMetadata(3), [0], { kind: 'every', n: 1 }));
  for (let turn = 0; turn < 2; turn++) {
    const { id } = await startJob(ann, order);
    expect(await jobWhen(ann, id, ({ state }) => state === 'failed')).toMatchObject({ state: 'failed' });
  }
  await server.open.drain();
});
