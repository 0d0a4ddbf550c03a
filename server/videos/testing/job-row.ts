import { randomUUID } from 'node:crypto';
import { JobsRepo } from '../../jobs/jobs.repo.ts';
import type { TestServer } from '../../testing/test-server.ts';

/** Inserts an open job that needs a video; no worker takes it. Returns its id. */
export async function insertJob(server: TestServer, userId: string, videoId: string): Promise<string> {
  const id = randomUUID();
  await new JobsRepo(server.open.database.knex).insert({
    id,
    user_id: userId,
    video_id: videoId,
    name: 'job',
    video_name: 'clip.mp4',
    project_ref: null,
    batch_id: null,
    kind: 'labels',
    priority: 0,
  });
  return id;
}
