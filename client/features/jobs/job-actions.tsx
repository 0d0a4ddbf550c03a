import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { isOpenJob, type Job } from '../../../core/schema/api/jobs.ts';
import { formatBytes } from '../../i18n/format.ts';
import { actOnJob, deleteJob, type JobAction } from '../../api/job-queries.ts';
import { jobTexts } from '../../i18n/job-texts.ts';
import type { DownloadProgress } from '../../workers/model-store.ts';
import { Meter } from '../../ui/meter.tsx';
import { useFocusBack } from '../../ui/use-focus-back.ts';
import classes from './jobs.module.css';

/** Opens the labels of a job for review; its video may have to be downloaded first. */
export type ReviewJob = (job: Job, onProgress: (progress: DownloadProgress) => void) => Promise<void>;

interface JobActionsProps {
  readonly job: Job;
  /** Runs an action on the job; its error is to be shown. */
  onRun(action: Promise<unknown>): void;
  readonly onReview: ReviewJob;
}

/** The actions possible in the job's state. */
export function JobActions({ job, onRun, onReview }: JobActionsProps) {
  const { id, name, state, datasetId } = job;
  const [asking, setAsking] = useState(false);
  const act = (action: JobAction) => (
    <Button variant="default" size="compact-sm" onClick={() => onRun(actOnJob(id, action))}>
      {jobTexts[action]}
    </Button>
  );
  const open = isOpenJob(state);
  return (
    <div className={classes['actions']} role="group" aria-label={jobTexts.actionsOf(name)}>
      {canReview(job) && <Review job={job} onRun={onRun} onReview={onReview} />}
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
      {asking && <RemoveDialog name={name} onClose={() => setAsking(false)} onRemove={() => onRun(deleteJob(id))} />}
    </div>
  );
}

/** The project of a failed job has the labels found until then. */
const canReview = ({ kind, state, done, projectRef }: Job): boolean =>
  kind === 'labels' && (state === 'done' || (state === 'failed' && done > 0 && projectRef !== null));

function Review({ job, onRun, onReview }: JobActionsProps) {
  const [opening, setOpening] = useState(false);
  const [video, setVideo] = useState<DownloadProgress | null>(null);
  const review = () => {
    setOpening(true);
    const ended = onReview(job, setVideo).finally(() => {
      setOpening(false);
      setVideo(null);
    });
    onRun(ended);
  };
  return (
    <>
      {video && (
        <div className={classes['coming']}>
          <Meter
            label={jobTexts.fetchingVideo}
            value={video.receivedBytes / video.totalBytes}
            text={jobTexts.fetchingVideo}
            detail={`${formatBytes(video.receivedBytes)} / ${formatBytes(video.totalBytes)}`}
          />
        </div>
      )}
      <Button size="compact-sm" loading={opening} onClick={review}>
        {jobTexts.review}
      </Button>
    </>
  );
}

interface RemoveDialogProps {
  readonly name: string;
  onClose(): void;
  onRemove(): void;
}

function RemoveDialog({ name, onClose, onRemove }: RemoveDialogProps) {
  useFocusBack();
  return (
    <Modal opened onClose={onClose} title={jobTexts.removeYes} size="sm" centered>
      <p className={classes['ask']}>{jobTexts.removeAsk(name)}</p>
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {jobTexts.keep}
        </Button>
        <Button
          color="red"
          onClick={() => {
            onClose();
            onRemove();
          }}
        >
          {jobTexts.removeYes}
        </Button>
      </Group>
    </Modal>
  );
}
