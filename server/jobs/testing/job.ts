import { setTimeout as wait } from 'node:timers/promises';
import { createProject } from '../../../core/project/create-project.ts';
import type { Job, NewJobInput } from '../../../core/schema/api/jobs.ts';
import { classId, frameIndex, imageBox, trackId } from '../../../core/schema/brands.ts';
import type { Project, Sampling, VideoMetadata } from '../../../core/schema/project.ts';
import { objectBox } from '../../../tests/fixtures/numbered-frame.ts';
import type { TestClient } from '../../testing/test-client.ts';

/** The metadata of a numbered clip (tests/fixtures/numbered-clip.ts) of `frameCount` frames. */
export const clipMetadata = (frameCount: number, width = 320, height = 240): VideoMetadata => ({
  name: 'clip.mp4',
  size: 1,
  container: 'MP4',
  codec: 'avc',
  width,
  height,
  rotation: 0,
  duration: frameCount / 30,
  frameCount,
  nominalFps: 30,
  variableFps: false,
  firstTimestamp: 0,
  lastTimestamp: (frameCount - 1) / 30,
});

/** A project with the true box of the clip's object on some frames. */
export function clipProject(video: VideoMetadata, labelled: readonly number[], sampling: Sampling): Project {
  const boxes = labelled.map((frame) => {
    const { x, y, width, height } = objectBox(frame, video.width, video.height);
    const shape = { source: 'user', confidence: 1, outside: false, occluded: false } as const;
    return [String(frame), { ...shape, box: imageBox(x, y, width, height) }] as const;
  });
  return {
    ...createProject(video, sampling),
    name: 'clip',
    classes: [{ id: classId(1), name: 'thing', color: '#ff0000' }],
    tracks: [{ id: trackId(1), classId: classId(1), shapes: Object.fromEntries(boxes), lost: [] }],
    labelledFrames: labelled.map(frameIndex),
  };
}

export const orderOf = (videoId: string, project: Project, kind: NewJobInput['kind'] = 'dataset'): NewJobInput => ({
  videoId,
  kind,
  project,
  spec: { name: 'clip', format: 'yolo-detect' },
});

export async function startJob(client: TestClient, order: NewJobInput): Promise<Job> {
  const { status, json } = await client.json('POST', '/api/jobs', order);
  if (status !== 201) throw new Error(`the job was refused: ${JSON.stringify(json)}`);
  return json as Job;
}

/** Starts a job on a video that is never opened. Returns its id. */
export async function startTestJob(client: TestClient, videoId: string): Promise<string> {
  const project = clipProject(clipMetadata(3), [0], { kind: 'every', n: 1 });
  return (await startJob(client, orderOf(videoId, project))).id;
}

/** Waits until a job is as wanted and returns it. Throws after three minutes, with its last state. */
export async function jobWhen(client: TestClient, id: string, isWanted: (job: Job) => boolean): Promise<Job> {
  const until = Date.now() + 180_000;
  for (;;) {
    const job = (await client.get(`/api/jobs/${id}`)).json as Job;
    if (isWanted(job)) return job;
    if (Date.now() > until) throw new Error(`the job is ${JSON.stringify(job)}`);
    await wait(50);
  }
}
