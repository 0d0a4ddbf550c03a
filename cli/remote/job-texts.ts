import type { Job } from '../../core/schema/api/jobs.ts';
import { durationText } from '../terminal/progress.ts';

export const STAGE_TITLES: Readonly<Record<Job['stage'], string>> = {
  waiting: 'Waiting',
  reading: 'Reading',
  labelling: 'Labelling',
  comparing: 'Comparing',
  writing: 'Writing',
  saving: 'Saving',
};

/** Progress of a job in a few words. */
export function jobProgress({ state, stage, done, total, secondsLeft }: Job): string {
  if (state !== 'running') return state;
  const frames = total === null ? '' : ` ${done} of ${total} frames`;
  const left = secondsLeft === null ? '' : `, ${durationText(secondsLeft)} left`;
  return `${STAGE_TITLES[stage].toLowerCase()}${frames}${left}`;
}

/** Names and values that describe a job, for display. */
export function jobFacts(job: Job): [name: string, value: string][] {
  const facts: [string, string | null][] = [
    ['Id', job.id],
    ['Name', job.name],
    ['Video', job.videoName],
    ['State', jobProgress(job)],
    ['Reason', job.reason?.message ?? null],
    ['Makes', job.kind],
    ['Priority', job.priority],
    ['Batch', job.batchId],
    ['Device', job.device],
    ['Dataset', job.datasetId],
    ['Created', job.createdAt],
    ['Started', job.startedAt],
    ['Ended', job.endedAt],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as [string, string]]));
}
