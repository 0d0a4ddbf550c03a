import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import {
  jobCapacitySchema,
  jobChangesSchema,
  jobLogSchema,
  jobPageSchema,
  jobSchema,
  type Job,
  type JobChanges,
  type NewJobInput,
} from '../../core/schema/api/jobs.ts';
import { storedVideoSchema } from '../../core/schema/api/videos.ts';
import { parseProject, type Project } from '../../core/schema/project.ts';
import { callApi, problemError } from './api-client.ts';
import type { JobsView } from './jobs-address.ts';
import type { DownloadProgress } from '../workers/model-store.ts';

const PAGE = 24;

/** Actions on a job that is not over, or, for `retry`, on one that failed or was cancelled. */
export type JobAction = 'cancel' | 'pause' | 'resume' | 'retry';

/** The jobs of the signed-in user, newest first. */
export const jobsQuery = ({ state, batchId }: JobsView) =>
  infiniteQueryOptions({
    queryKey: ['jobs', 'list', state, batchId],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ state, limit: String(PAGE) });
      if (batchId !== null) query.set('batchId', batchId);
      if (pageParam !== '') query.set('cursor', pageParam);
      return callApi({ method: 'GET', path: `/api/jobs?${query.toString()}`, reply: jobPageSchema, signal });
    },
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** The log of a job. `revision` is the latest known one: a newer one requests the log again. */
export const jobLogQuery = (id: string, revision: number) =>
  queryOptions({
    queryKey: ['jobs', 'log', id, revision],
    queryFn: ({ signal }) => callApi({ method: 'GET', path: `/api/jobs/${id}/log`, reply: jobLogSchema, signal }),
    placeholderData: keepPreviousData,
  });

/**
 * Interval of polling while the server loads its model and measures it: some seconds, and more without a
 * graphics card.
 */
const MEASURING_MILLISECONDS = 2000;

/**
 * The server's capacity for the signed-in user. With `measure` the server measures the time of a frame, and
 * is polled until it is known.
 */
export const capacityQuery = (measure: boolean) =>
  queryOptions({
    queryKey: ['jobs', 'capacity', measure],
    queryFn: ({ signal }) => {
      const path = measure ? '/api/job-capacity?measure=true' : '/api/job-capacity';
      return callApi({ method: 'GET', path, reply: jobCapacitySchema, signal });
    },
    staleTime: 10_000,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) =>
      measure && data && data.workers > 0 && data.costs === null ? MEASURING_MILLISECONDS : false,
  });

/** Starts a job. Throws ApiError (`too_many_jobs`, `project_invalid`, ...), `server_unreachable`. */
export const startJob = (body: NewJobInput): Promise<Job> =>
  callApi({ method: 'POST', path: '/api/jobs', body, reply: jobSchema });

/** Throws ApiError (`not_found`), `server_unreachable`. */
export const fetchJob = (id: string): Promise<Job> =>
  callApi({ method: 'GET', path: `/api/jobs/${id}`, reply: jobSchema });

/**
 * Performs an action and returns the job afterwards. Throws ApiError (`job_state_conflict` where it is too
 * late), `server_unreachable`.
 */
export const actOnJob = (id: string, action: JobAction): Promise<Job> =>
  callApi({ method: 'POST', path: `/api/jobs/${id}/${action}`, reply: jobSchema });

/** Deletes a job that is over. Throws as `actOnJob`. */
export const deleteJob = (id: string): Promise<void> =>
  callApi({ method: 'DELETE', path: `/api/jobs/${id}`, reply: undefined });

/** Changes of a job since a revision; -1 for all. Throws ApiError, `server_unreachable`. */
export const fetchChanges = (id: string, after: number, signal?: AbortSignal): Promise<JobChanges> =>
  callApi({
    method: 'GET',
    path: `/api/jobs/${id}/changes?after=${after}`,
    reply: jobChangesSchema,
    ...(signal ? { signal } : {}),
  });

/**
 * The project with the labels that a job made. Throws ApiError, `server_unreachable`, `project_invalid`,
 * `project_too_new`.
 */
export const fetchResult = async (id: string): Promise<Project> =>
  parseProject(await callApi({ method: 'GET', path: `/api/jobs/${id}/result`, reply: z.unknown() }));

/** A video of the account as a file. Throws ApiError (`not_found`), `server_unreachable`. */
export async function fetchVideo(
  id: string,
  name: string,
  onProgress: (progress: DownloadProgress) => void,
): Promise<File> {
  // A short call first: it renews an expired access token.
  const { bytes: totalBytes } = await callApi({ method: 'GET', path: `/api/videos/${id}`, reply: storedVideoSchema });
  const response = await fetch(`/api/videos/${id}/content`, { credentials: 'same-origin' }).catch(() => null);
  if (!response?.ok || !response.body) throw problemError(response?.status ?? 0, null);
  let receivedBytes = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      receivedBytes += chunk.byteLength;
      onProgress({ receivedBytes, totalBytes });
      controller.enqueue(chunk);
    },
  });
  const video = await new Response(response.body.pipeThrough(counter)).blob().catch(() => null);
  if (!video) throw problemError(0, null);
  return new File([video], name);
}
