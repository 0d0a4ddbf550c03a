import { useId } from 'react';
import { Link } from 'wouter';
import type { Job } from '../../../core/schema/api/jobs.ts';
import { formatNumber } from '../../i18n/plural.ts';
import { jobTexts } from '../../i18n/job-texts.ts';
import { jobsAddress } from '../../api/jobs-address.ts';
import type { ReviewJob } from './job-actions.tsx';
import { JobRow } from './job-row.tsx';
import classes from './jobs.module.css';

interface JobListProps {
  readonly jobs: readonly Job[];
  /** Whether jobs of one batch are grouped under a common heading. */
  readonly isGrouped: boolean;
  readonly onReview: ReviewJob;
  /** Called after an action on a job. */
  onChanged(): void;
}

/** Jobs, newest first. */
export function JobList({ jobs, isGrouped, ...handlers }: JobListProps) {
  const groups = isGrouped ? groupsOf(jobs) : jobs.map((job) => [job] as const);
  return (
    <ul className={classes['list']}>
      {groups.map((group) => {
        const [first] = group;
        return group.length === 1 ? (
          <li key={first.id} className={classes['job']}>
            <JobRow job={first} {...handlers} />
          </li>
        ) : (
          <li key={first.id}>
            <Batch jobs={group} {...handlers} />
          </li>
        );
      })}
    </ul>
  );
}

type Group = readonly [Job, ...Job[]];

function Batch({ jobs, ...handlers }: Omit<JobListProps, 'jobs' | 'isGrouped'> & { readonly jobs: Group }) {
  const title = useId();
  const done = jobs.filter(({ state }) => state === 'done').length;
  return (
    <section className={classes['batch']} aria-labelledby={title}>
      <div className={classes['batchHead']}>
        <h2 id={title}>{jobTexts.batch}</h2>
        <span>{jobTexts.batchDone(formatNumber(done), formatNumber(jobs.length))}</span>
        <Link href={jobsAddress({ batchId: jobs[0].batchId })}>{jobTexts.onlyBatch}</Link>
      </div>
      <ul className={classes['list']}>
        {jobs.map((job) => (
          <li key={job.id} className={classes['job']}>
            <JobRow job={job} {...handlers} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Groups neighbouring jobs of the same batch. */
function groupsOf(jobs: readonly Job[]): readonly Group[] {
  const groups: [Job, ...Job[]][] = [];
  for (const job of jobs) {
    const last = groups.at(-1);
    if (last && job.batchId !== null && last[0].batchId === job.batchId) last.push(job);
    else groups.push([job]);
  }
  return groups;
}
