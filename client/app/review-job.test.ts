import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeServer, JOB_ID, jobWith, problem, VIDEO_ID } from '../api/testing/jobs.ts';
import { closeProjectDatabase } from '../project/storage/database.ts';
import * as kept from '../project/storage/kept-videos.ts';
import { listProjects, readProject, saveProject } from '../project/storage/project-repository.ts';
import { IDENTITY, projectWith, VIDEO, withBox } from '../project/storage/testing/projects.ts';
import { NO_PENDING_WORK, type PendingWork } from '../project/storage/stored-project.ts';
import { videoClient } from '../video/video-client.ts';
import { EMPTY_VIDEO, useVideoStore } from '../video/video-store.ts';
import { reviewJob } from './review-job.ts';
import { closeProject } from './open-project.ts';
import { useOpenProject } from './open-project-store.ts';

const project = withBox(projectWith(), 4);
const reference = { id: JOB_ID, kind: 'labels', removed: [] } as const;
const job = jobWith({ state: 'done', projectRef: 'one' });
const asked = () => server.mock.calls.map(([address]) => address);
const jobOf = async (id: string) => (await readProject(id)).pending.job;
const progress = vi.fn();
let isVideoThere: boolean;
let server: ReturnType<typeof fakeServer>;

async function keep(pending: Partial<PendingWork> = {}): Promise<void> {
  const work = { ...NO_PENDING_WORK, ...pending };
  await saveProject({ id: 'one', createdAt: 1, video: IDENTITY, project, pending: work, saved: null, revision: 0 });
}

beforeEach(() => {
  isVideoThere = true;
  vi.spyOn(kept, 'keepVideo').mockResolvedValue('kept');
  vi.spyOn(videoClient, 'open').mockImplementation((file) => {
    useVideoStore.setState({ ...EMPTY_VIDEO, status: 'open', file, metadata: VIDEO });
    return Promise.resolve(true);
  });
  const video = { id: VIDEO_ID, name: 'clip.mp4', bytes: 5, sha256: 'a'.repeat(64) };
  const times = { createdAt: '2026-11-25T10:00:00.000Z', usedAt: '2026-11-25T10:00:00.000Z' };
  server = fakeServer({
    [`GET /api/jobs/${JOB_ID}/result`]: () => project,
    [`GET /api/videos/${VIDEO_ID}/content`]: () => new Response('video'),
    [`GET /api/videos/${VIDEO_ID}`]: () =>
      isVideoThere ? { ...video, ...times } : problem(404, 'not_found', 'There is no such video.'),
  });
  vi.stubGlobal('fetch', server);
});
afterEach(async () => {
  await closeProject();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  history.replaceState(null, '', '/');
  await closeProjectDatabase();
  await deleteDB('vision-data-forge');
});

describe('opening a job for review', () => {
  it('opens the project that it was made from, which takes the labels then', async () => {
    await keep();
    await reviewJob(job, progress);
    expect(await jobOf('one')).toEqual(reference);
    expect(location.search).toBe('?project=one');
    expect(asked()).toEqual([]);
  });

  it('takes no labels twice: those that came may have been corrected', async () => {
    await keep({ taken: [JOB_ID] });
    await reviewJob(job, progress);
    expect(await jobOf('one')).toBeNull();
    expect(location.search).toBe('?project=one');
  });

  it('makes a project of what the server has where the browser has none, and the same one the next time', async () => {
    await reviewJob(job, progress);
    expect(useOpenProject.getState().openId).toBe(JOB_ID);
    expect(progress).toHaveBeenLastCalledWith({ receivedBytes: 5, totalBytes: 5 });
    expect(useVideoStore.getState().file?.name).toBe('clip.mp4');
    expect(asked()).toContain(`/api/videos/${VIDEO_ID}/content`);
    await closeProject();
    await reviewJob(job, progress);
    expect(await listProjects()).toHaveLength(1);
    expect(location.search).toBe(`?project=${JOB_ID}`);
  });

  it.each([
    ['was deleted', jobWith({ state: 'done', videoId: null })],
    ['is gone by now', jobWith({ state: 'done' })],
  ])('asks for the video where that of the server %s', async (_what, gone) => {
    isVideoThere = false;
    await reviewJob(gone, progress);
    expect(useOpenProject.getState().openId).toBeNull();
    expect(location.search).toBe(`?project=${JOB_ID}`);
    expect((await readProject(JOB_ID)).summary.video).toMatchObject({ name: project.video.name, fingerprint: null });
  });
});
