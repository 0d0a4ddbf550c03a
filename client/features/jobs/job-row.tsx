import { useState } from 'react';
import { toForgeError, type ForgeError } from '../../../core/errors.ts';
import { isOpenJob, type Job } from '../../../core/schema/api/jobs.ts';
import { ReportedError } from '../../../core/schema/api/reported-error.ts';
import { formatDateTime, formatDuration } from '../../i18n/format.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { formatNumber } from '../../i18n/plural.ts';
import { jobTexts } from '../../i18n/job-texts.ts';
import { texts } from '../../i18n/texts.ts';
import { Message } from '../../ui/message.tsx';
import { Meter } from '../../ui/meter.tsx';
import { JobActions, type ReviewJob } from './job-actions.tsx';
import { JobDetails } from './job-details.tsx';
import classes from './jobs.module.css';

const DEVICES = { cuda: 'CUDA', webgpu: 'WebGPU', cpu: 'CPU' } as const;

interface JobRowProps {
  readonly job: Job;
  readonly onReview: ReviewJob;
  /** Called after an action on the job. */
  onChanged(): void;
}

/** One job: its progress, actions, and history. */
export function JobRow({ job, onReview, onChanged }: JobRowProps) {
  const [error, setError] = useState<ForgeError | null>(null);
  const run = (action: Promise<unknown>) => {
    setError(null);
    action.then(onChanged, (reason: unknown) => setError(toForgeError(reason)));
  };
  const { name, state, reason } = job;
  return (
    <>
      <div className={classes['title']}>
        <strong>{name}</strong>
        <span data-state={state}>{jobTexts.states[state]}</span>
      </div>
      <p className={classes['note']}>{factsOf(job).join(' · ')}</p>
      {isOpenJob(state) && <Progress job={job} />}
      {reason && <Message kind="error">{errorSentence(new ReportedError(reason))}</Message>}
      {error && <Message kind="error">{errorSentence(error)}</Message>}
      <JobActions job={job} onRun={run} onReview={onReview} />
      <JobDetails job={job} />
    </>
  );
}

/** The facts about a job: its video, and its times. */
function factsOf({ name, videoName, createdAt, startedAt, endedAt }: Job): string[] {
  const video = videoName === name ? [] : [videoName];
  if (endedAt === null) return [...video, jobTexts.since(formatDateTime(startedAt ?? createdAt))];
  const seconds = startedAt === null ? 0 : (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  const took = seconds < 1 ? [] : [jobTexts.took(formatDuration(seconds))];
  return [...video, jobTexts.ended(formatDateTime(endedAt)), ...took];
}

function Progress({ job }: { readonly job: Job }) {
  const { name, stage, done, total, framesPerSecond, secondsLeft, device } = job;
  const facts = [
    framesPerSecond ? texts.rate(formatNumber(framesPerSecond, { maximumFractionDigits: 1 })) : '',
    secondsLeft === null ? '' : texts.timeLeft(formatDuration(secondsLeft)),
    device ? jobTexts.on(DEVICES[device]) : '',
  ].filter(Boolean);
  // A moving bar would suggest that work is being done.
  if (stage === 'waiting') return <p className={classes['note']}>{jobTexts.stages.waiting}</p>;
  return (
    <>
      <Meter
        label={jobTexts.progressOf(name)}
        value={total === null ? null : done / Math.max(1, total)}
        text={jobTexts.stages[stage]}
        detail={total === null ? '' : texts.frameOf(done, total)}
      />
      {facts.length > 0 && <p className={classes['note']}>{facts.join(', ')}</p>}
    </>
  );
}
