import type { Job } from '../../core/schema/api/jobs.ts';
import { fetchResult, fetchVideo } from '../lib/job-queries.ts';
import { listProjects } from '../lib/project-storage/project-repository.ts';
import { goToProject } from './address.ts';
import { openWithProject } from './session.ts';

/**
 * Opens what a job labelled: the project that it was made from, where this browser has that, and otherwise the video and the labels from the
 * server as a new project. Throws what the server, the storage and the video throw.
 */
export async function reviewJob(job: Job): Promise<void> {
  const stored = (await listProjects()).find(({ summary }) => summary.id === job.projectRef);
  if (stored || job.videoId === null) return goToProject(job.projectRef);
  const [project, file] = await Promise.all([fetchResult(job.id), fetchVideo(job.videoId, job.videoName)]);
  await openWithProject(file, project);
}
