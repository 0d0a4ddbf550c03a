import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { toForgeError, type ErrorCode, ForgeError } from '../../../core/errors.ts';
import { isOpenJob, type Job } from '../../../core/schema/api/jobs.ts';
import { formatDateTime, formatDuration } from '../../lib/format.ts';
import { errorSentence } from '../../lib/i18n/error-texts.ts';
import { formatNumber } from '../../lib/i18n/plural.ts';
import { actOnJob, deleteJob, type JobAction } from '../../lib/job-queries.ts';
import { jobTexts } from '../../lib/job-texts.ts';
import { texts } from '../../lib/texts.ts';
import { Message } from '../../ui/message.tsx';
import { Meter } from '../../ui/meter.tsx';
import { JobDetails } from './job-details.tsx';
import classes from './jobs.module.css';

const DEVICES = { cuda: 'CUDA', webgpu: 'WebGPU', cpu: 'CPU' } as const;

interface JobRowProps {
  readonly job: Job;
  onReview(job: Job): Promise<void>;
  /** Something was done to the job. */
  onChanged(): void;
}

/** One job: how it goes, what can be done with it, and what happened to it. */
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
      {reason && (
        <Message kind="error">{errorSentence(new ForgeError(reason.code as ErrorCode, reason.message))}</Message>
      )}
      {error && <Message kind="error">{errorSentence(error)}</Message>}
      <Actions job={job} onRun={run} onReview={onReview} />
      <JobDetails job={job} />
    </>
  );
}

/** What the job works on, and when. */
function factsOf({ name, videoName, createdAt, startedAt, endedAt }: Job): string[] {
  const video = videoName === name ? [] : [videoName];
  if (endedAt === null) return [...video, jobTexts.since(formatDateTime(startedAt ?? createdAt))];
  const seconds = startedAt === null ? null : (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  const took = seconds === null ? [] : [jobTexts.took(formatDuration(seconds))];
  return [...video, jobTexts.ended(formatDateTime(endedAt)), ...took];
}

function Progress({ job }: { readonly job: Job }) {
  const { name, stage, done, total, framesPerSecond, secondsLeft, device } = job;
  const facts = [
    framesPerSecond ? texts.rate(formatNumber(framesPerSecond, { maximumFractionDigits: 1 })) : '',
    secondsLeft === null ? '' : texts.timeLeft(formatDuration(secondsLeft)),
    device ? jobTexts.on(DEVICES[device]) : '',
  ].filter(Boolean);
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

interface ActionsProps {
  readonly job: Job;
  onRun(action: Promise<unknown>): void;
  onReview(job: Job): Promise<void>;
}

function Actions({ job, onRun, onReview }: ActionsProps) {
  const { id, name, kind, state, done, datasetId } = job;
  const [asking, setAsking] = useState(false);
  const [opening, setOpening] = useState(false);
  const review = () => {
    setOpening(true);
    onRun(onReview(job).finally(() => setOpening(false)));
  };
  const act = (action: JobAction) => (
    <Button key={action} variant="default" size="compact-sm" onClick={() => onRun(actOnJob(id, action))}>
      {jobTexts[action]}
    </Button>
  );
  const open = isOpenJob(state);
  const canReview = kind === 'labels' ? state === 'done' || (state === 'failed' && done > 0) : false;
  return (
    <div className={classes['actions']} role="group" aria-label={jobTexts.actionsOf(name)}>
      {canReview && (
        <Button size="compact-sm" loading={opening} onClick={review}>
          {jobTexts.review}
        </Button>
      )}
      {datasetId !== null && (
        <Button component={Link} href={`/datasets/${datasetId}`} size="compact-sm">
          {jobTexts.openDataset}
        </Button>
      )}
      {(state === 'queued' || state === 'running') && act('pause')}
      {state === 'paused' && act('resume')}
      {open && act('cancel')}
      {(state === 'failed' || state === 'cancelled') && act('retry')}
      {!open && (
        <Button variant="default" size="compact-sm" onClick={() => setAsking(true)}>
          {jobTexts.remove}
        </Button>
      )}
      <Modal opened={asking} onClose={() => setAsking(false)} title={jobTexts.removeYes} size="sm" centered>
        <p className={classes['ask']}>{jobTexts.removeAsk(name)}</p>
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
            {jobTexts.keep}
          </Button>
          <Button
            color="red"
            onClick={() => {
              setAsking(false);
              onRun(deleteJob(id));
            }}
          >
            {jobTexts.removeYes}
          </Button>
        </Group>
      </Modal>
    </div>
  );
}
