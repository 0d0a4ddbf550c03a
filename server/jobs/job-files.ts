/** Under which keys of the storage a job's files lie. */
export const JOBS_PREFIX = 'jobs/';
export const jobPrefix = (id: string): string => `${JOBS_PREFIX}${id}/`;
/** What was asked for (job-order.ts). */
export const orderKey = (id: string): string => `${jobPrefix(id)}order.json`;
/** What the engine is asked in one part of the labelling. */
export const partKey = (id: string, part: number): string => `${jobPrefix(id)}part-${part}.json`;
/** The project with the labels that were found. */
export const resultKey = (id: string): string => `${jobPrefix(id)}result.json`;
