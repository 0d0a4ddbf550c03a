import type { PropagationProgress } from '../../../core/engine/types.ts';
import { formatBytes, formatCount, formatDuration } from '../../lib/format.ts';
import { useRunStore } from '../../lib/run-store.ts';
import { texts } from '../../lib/texts.ts';
import { Message } from '../../ui/message.tsx';
import { Meter } from '../../ui/meter.tsx';

/** How the run goes or how it ended, with everything that was got round on the way. */
export function RunStatus() {
  const { status, notices, error } = useRunStore();
  return (
    <>
      <RunMeter />
      {status === 'failed' && error && (
        <Message kind="error" title={texts.runFailed}>
          {error.message}
        </Message>
      )}
      {notices.map((notice) => (
        <Message key={notice} kind="info">
          {notice}
        </Message>
      ))}
      <Outcome />
      <p className="visually-hidden" role="status" aria-live="polite">
        <Announcement />
      </p>
    </>
  );
}

function RunMeter() {
  const { status, download, progress } = useRunStore();
  if (status === 'loading') {
    if (!download) return <Meter label={texts.downloadLabel} value={null} text={texts.startingModel} />;
    const { receivedBytes, totalBytes } = download;
    if (receivedBytes >= totalBytes)
      return <Meter label={texts.downloadLabel} value={null} text={texts.startingModel} />;
    return (
      <Meter
        label={texts.downloadLabel}
        value={receivedBytes / totalBytes}
        text={texts.downloadingModel}
        detail={`${formatBytes(receivedBytes)} / ${formatBytes(totalBytes)}`}
      />
    );
  }
  if (status !== 'running' && status !== 'stopping') return null;
  if (!progress)
    return (
      <Meter
        label={texts.progressLabel}
        value={null}
        text={status === 'stopping' ? texts.stopping : texts.firstFrameRuns}
      />
    );
  const { framesDone, framesTotal } = progress;
  return (
    <Meter
      label={texts.progressLabel}
      value={framesDone / Math.max(1, framesTotal)}
      text={status === 'stopping' ? texts.stopping : texts.frameOf(framesDone, framesTotal)}
      detail={paceOf(progress)}
    />
  );
}

/** Rate and time left; slow rates are told as seconds a frame. */
function paceOf({ framesPerSecond, secondsLeft }: PropagationProgress): string {
  if (framesPerSecond <= 0) return '';
  const rate =
    framesPerSecond >= 1
      ? texts.rate(framesPerSecond.toFixed(1))
      : texts.secondsAFrame((1 / framesPerSecond).toFixed(1));
  return secondsLeft === null ? rate : `${rate}, ${texts.timeLeft(formatDuration(secondsLeft))}`;
}

function Outcome() {
  const { status, progress } = useRunStore();
  if (status === 'done') {
    return <Message kind="success">{texts.runDone(formatCount(progress?.framesDone ?? 0, 'frame'))}</Message>;
  }
  if (status === 'stopped') return <Message kind="info">{progress ? texts.runStopped : texts.runNothing}</Message>;
  return null;
}

/** For screen readers: every tenth of the way, not every frame. */
function Announcement() {
  const { status, progress } = useRunStore();
  if (status === 'loading') return texts.downloadingModel;
  if (status !== 'running' || !progress) return null;
  const tenth = Math.floor((progress.framesDone / Math.max(1, progress.framesTotal)) * 10);
  return `${tenth * 10}%`;
}
