import { Check, Circle, CircleDot, Minus, TriangleAlert } from 'lucide-react';
import type { PropagationProgress } from '../../../core/engine/types.ts';
import { datasetTexts } from '../../i18n/dataset-texts.ts';
import { formatBytes, formatDuration, formatPercent } from '../../i18n/format.ts';
import { formatNumber } from '../../i18n/plural.ts';
import { mayBeSignedIn } from '../../api/renew-access.ts';
import { isBusy, STAGES, useRunStore, type Stage } from '../../run/run-store.ts';
import { texts } from '../../i18n/texts.ts';
import { uploadLine, uploadTexts } from '../../api/upload-texts.ts';
import { Meter } from '../../ui/meter.tsx';
import { runsTexts } from './runs-texts.ts';
import classes from './runs.module.css';

const DEVICES = { cuda: 'CUDA', webgpu: 'WebGPU', cpu: 'CPU' } as const;

type StageState = keyof typeof runsTexts.stageStates;

const ICONS = { waiting: Circle, current: CircleDot, done: Check, skipped: Minus, failed: TriangleAlert } as const;

/** The stages of the run with the state of each. */
export function StageList() {
  const run = useRunStore();
  const stages = STAGES[run.place].filter((stage) => {
    if (run.kind !== 'dataset' && (stage === 'writing' || stage === 'saving')) return false;
    return stage !== 'saving' || run.stage === 'saving' || run.finished.includes('saving') || mayBeSignedIn();
  });
  return (
    <ol className={classes['stages']}>
      {stages.map((stage) => {
        const state = stateOf(stage, run);
        const Icon = ICONS[state];
        return (
          <li key={stage} data-state={state} aria-current={state === 'current' ? 'step' : undefined}>
            <Icon size={13} aria-hidden />
            {runsTexts.stages[stage]}
            <span className="visually-hidden">: {runsTexts.stageStates[state]}</span>
          </li>
        );
      })}
    </ol>
  );
}

function stateOf(stage: Stage, run: ReturnType<typeof useRunStore.getState>): StageState {
  if (run.finished.includes(stage)) return 'done';
  const order = STAGES[run.place];
  const behind = order.indexOf(stage) - order.indexOf(run.stage);
  if (run.status === 'done' || behind < 0) return 'skipped';
  if (behind > 0 || run.status === 'stopped' || run.status === 'asking') return 'waiting';
  return isBusy(run.status) ? 'current' : 'failed';
}

/** The progress of the current stage. */
export function StageMeter() {
  const stage = useRunStore((state) => state.stage);
  switch (stage) {
    case 'sending':
      return <UploadMeter />;
    case 'queued':
      return <QueuedMeter />;
    case 'model':
      return <ModelMeter />;
    case 'labelling':
      return <LabellingMeter />;
    case 'writing':
      return <WritingMeter />;
    case 'saving':
      return <SavingMeter />;
  }
}

function UploadMeter() {
  const { upload, status } = useRunStore();
  const label = uploadTexts.label;
  if (status === 'stopping') return <Meter label={label} value={null} text={uploadTexts.stopping} />;
  if (!upload) return <Meter label={label} value={null} text={uploadTexts.starts} />;
  const { pace, ...line } = uploadLine(upload);
  return (
    <>
      <Meter label={label} {...line} />
      {status === 'running' && pace && <p className={classes['note']}>{pace}</p>}
    </>
  );
}

function QueuedMeter() {
  const stopping = useRunStore((state) => state.status === 'stopping');
  return (
    <Meter
      label={runsTexts.stages.queued}
      value={null}
      text={stopping ? uploadTexts.stopping : runsTexts.waitingForWorker}
    />
  );
}

function ModelMeter() {
  const { download, status } = useRunStore();
  const starts = status === 'stopping' ? texts.stopping : texts.startingModel;
  if (!download || download.receivedBytes >= download.totalBytes)
    return <Meter label={texts.downloadLabel} value={null} text={starts} />;
  const { receivedBytes, totalBytes } = download;
  return (
    <Meter
      label={texts.downloadLabel}
      value={receivedBytes / totalBytes}
      text={texts.downloadingModel}
      detail={`${formatBytes(receivedBytes)} / ${formatBytes(totalBytes)}`}
    />
  );
}

function LabellingMeter() {
  const { progress, status, job } = useRunStore();
  const stopping = status === 'stopping';
  if (!progress)
    return <Meter label={texts.progressLabel} value={null} text={stopping ? texts.stopping : texts.firstFrameRuns} />;
  const { framesDone, framesTotal } = progress;
  return (
    <>
      <Meter
        label={texts.progressLabel}
        value={framesDone / Math.max(1, framesTotal)}
        text={stopping ? texts.stopping : texts.frameOf(framesDone, framesTotal)}
      />
      {status === 'running' && (
        <p className={classes['note']}>
          {[paceOf(progress), job?.device ? runsTexts.onDevice(DEVICES[job.device]) : ''].filter(Boolean).join(', ')}
        </p>
      )}
    </>
  );
}

function WritingMeter() {
  const { writing, status } = useRunStore();
  if (!writing) return <Meter label={texts.exportLabel} value={null} text={texts.preparing} />;
  const { framesDone, framesTotal, stage } = writing;
  const what = stage === 'writing' ? texts.exporting : texts.comparing;
  const frame = texts.frameOf(framesDone, framesTotal);
  return (
    <>
      <Meter
        label={texts.exportLabel}
        value={framesDone / Math.max(1, framesTotal)}
        text={status === 'stopping' ? texts.stopping : what}
        detail={frame}
      />
      {status === 'running' && <p className={classes['note']}>{paceOf(writing)}</p>}
    </>
  );
}

function SavingMeter() {
  const share = useRunStore((state) => state.share);
  const sending = share < 1;
  return (
    <Meter
      label={datasetTexts.uploadLabel}
      value={sending ? share : null}
      text={sending ? datasetTexts.uploading : datasetTexts.checking}
      detail={sending ? formatPercent(Math.floor(share * 100) / 100) : ''}
    />
  );
}

/** Rate and time left; slow rates are shown as seconds a frame. */
function paceOf({ framesPerSecond, secondsLeft }: PropagationProgress): string {
  if (framesPerSecond <= 0) return '';
  const rate =
    framesPerSecond >= 1 ? texts.rate(tenths(framesPerSecond)) : texts.secondsAFrame(tenths(1 / framesPerSecond));
  return secondsLeft === null ? rate : `${rate}, ${texts.timeLeft(formatDuration(secondsLeft))}`;
}

const tenths = (value: number) => formatNumber(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
