import { jobQuerySchema, type JobQuery } from '../../core/schema/api/jobs.ts';

/** The states that the list of jobs can be narrowed to, in their order. */
export const JOB_FILTERS = ['all', 'open', 'done', 'failed', 'cancelled'] as const satisfies JobQuery['state'][];
export type JobFilter = (typeof JOB_FILTERS)[number];

/** Which jobs are shown. */
export interface JobsView {
  readonly state: JobFilter;
  /** Only those that were sent together; null for all. */
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

/** What a query (`?state=open&batch=…`) asks for; what it cannot ask for counts as not asked. */
export function jobsViewIn(search: string): JobsView {
  const query = new URLSearchParams(search);
  const batch = jobQuerySchema.shape.batchId.safeParse(query.get('batch') ?? undefined);
  return { state: JOB_FILTERS.find((each) => each === query.get('state')) ?? 'all', batchId: batch.data ?? null };
}
