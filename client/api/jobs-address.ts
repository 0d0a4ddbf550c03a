import { jobQuerySchema, type JobQuery } from '../../core/schema/api/jobs.ts';

/** The state filters of the list of jobs, in order. */
export const JOB_FILTERS = ['all', 'open', 'done', 'failed', 'cancelled'] as const satisfies JobQuery['state'][];
type JobFilter = (typeof JOB_FILTERS)[number];

/** Filters of the list of jobs. */
export interface JobsView {
  readonly state: JobFilter;
  /** Only jobs of this batch; null for all. */
  readonly batchId: string | null;
}

/** The address of the page of jobs. */
export function jobsAddress({ state = 'all', batchId = null }: Partial<JobsView> = {}): string {
  const query = new URLSearchParams();
  if (state !== 'all') query.set('state', state);
  if (batchId !== null) query.set('batch', batchId);
  const text = query.toString();
  return text === '' ? '/jobs' : `/jobs?${text}`;
}

/** Parses a query (`?state=open&batch=…`); invalid values are ignored. */
export function jobsViewIn(search: string): JobsView {
  const query = new URLSearchParams(search);
  const batch = jobQuerySchema.shape.batchId.safeParse(query.get('batch') ?? undefined);
  return { state: JOB_FILTERS.find((each) => each === query.get('state')) ?? 'all', batchId: batch.data ?? null };
}
