import { randomUUID } from 'node:crypto';
import type { TestServer } from '../test-server.testing.ts';

/** Puts down an open job that needs a video. Returns its id. */
export async function insertJob(server: TestServer, userId: string, videoId: string): Promise<string> {
  const id = randomUUID();
  await server.open.database.knex('jobs').insert({
    id,
    user_id: userId,
    video_id: videoId,
    name: 'job',
    video_name: 'clip.mp4',
    kind: 'labels',
    state: 'paused',
    stage: 'waiting',
    priority: 1,
    done: 0,
    revision: 0,
    created_at: new Date(),
    changed_at: new Date(),
  });
  return id;
}
