/** Keys of a job's files in the storage. */
export const JOBS_PREFIX = 'jobs/';
export const jobPrefix = (id: string): string => `${JOBS_PREFIX}${id}/`;
/** The job's order (job-order.ts). */
export const orderKey = (id: string): string => `${jobPrefix(id)}order.json`;
/** The engine's request for one part of the labelling. */
export const partKey = (id: string, part: number): string => `${jobPrefix(id)}part-${part}.json`;
/** The project with the labels of the job. */
export const resultKey = (id: string): string => `${jobPrefix(id)}result.json`;
