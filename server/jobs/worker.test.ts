import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../test-server.testing.ts';
import { uploadVideo } from '../videos/upload.testing.ts';
import { clipMetadata, clipProject, jobWhen, orderOf, startJob } from './job.testing.ts';

let server: TestServer;

beforeAll(async () => {
  // Left to the device, a worker has more loops than it may use before it knows its device; none of them would look by itself here.
  server = await startTestServer('embedded', {}, { leases: { beat: 5, lost: 20, look: 600 } });
});
afterAll(() => server.close());

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
