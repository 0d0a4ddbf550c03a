import type { Job } from '../../core/schema/api/jobs.ts';
import { ApiError } from '../api/api-client.ts';
import { fetchResult, fetchVideo } from '../api/job-queries.ts';
import type { DownloadProgress } from '../workers/model-store.ts';
import { withClosedProject } from '../project/storage/project-lock.ts';
import { listProjects, storeJobReference } from '../project/storage/project-repository.ts';
import { useProjectStore } from '../project/project-store.ts';
import { goToProject } from './address.ts';
import { addProject } from './project-actions.ts';
import { openWithProject } from './open-project.ts';
import { useOpenProject } from './open-project-store.ts';

/**
 * Opens the labels of a job for review: merged into the project that the job was made from, where this
 * browser has it; otherwise as a new project with the labels and the video from the server, or asking for the
 * video where the server has deleted it. Throws errors of the server, the storage and the video.
 *
 * @param onProgress progress of the video's download
 */
export async function reviewJob(job: Job, onProgress: (progress: DownloadProgress) => void): Promise<void> {
  const stored = (await listProjects()).filter(({ fault }) => fault === null).map(({ summary }) => summary.id);
  // A project that was created from the job earlier has the job's id.
  const known = [job.projectRef, job.id].find((id) => id !== null && stored.includes(id));
  if (known) {
    if (known !== job.id) await attachJob(known, job);
    return goToProject(known);
  }
  const project = await fetchResult(job.id);
  const file =
    job.videoId === null ? null : await fetchVideo(job.videoId, job.videoName, onProgress).catch(nullWhereGone);
  if (file) await openWithProject(file, project, job.id);
  else await addProject(project, job.id);
}

/** Links a job to a stored project: the open one merges its labels at once, another one when it is opened. */
export async function attachJob(id: string, { id: jobId, kind }: Pick<Job, 'id' | 'kind'>): Promise<void> {
  const job = { id: jobId, kind, removed: [] };
  if (useOpenProject.getState().openId !== id) {
    // Where another tab has the project open, that tab shows the job.
    await withClosedProject(id, () => storeJobReference(id, job));
    return;
  }
  const { job: current, taken } = useProjectStore.getState();
  if (current?.id !== jobId && !taken.includes(jobId)) useProjectStore.setState({ job });
}

function nullWhereGone(error: unknown): null {
  if (error instanceof ApiError && error.code === 'not_found') return null;
  throw error;
}
