import { idBelow, type FileOwner } from '../storage/stored-files.ts';
import { JOBS_PREFIX } from './job-files.ts';
import type { JobsRepo } from './jobs.repo.ts';

/** Jobs as owners of stored files: orders, parts and results. */
export function jobFiles(repo: JobsRepo): FileOwner {
  const idOfKey = (key: string) => idBelow(JOBS_PREFIX, key);
  return {
    kind: 'jobs',
    prefix: JOBS_PREFIX,
    idOfKey,
    existing: (ids) => repo.existing(ids),
    async owned(keys) {
      const jobs = await repo.existing([...new Set(keys.flatMap((key) => idOfKey(key) ?? []))]);
      return new Set(keys.filter((key) => jobs.has(idOfKey(key) ?? '')));
    },
  };
}
