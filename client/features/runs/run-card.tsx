import { Button } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { toForgeError, type ForgeError } from '../../../core/errors.ts';
import { useAccount } from '../../api/account-queries.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { Pause, Play, Square, X } from 'lucide-react';
import { formatPercent } from '../../i18n/format.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { IDLE_RUN, isBusy, useRunStore } from '../../run/run-store.ts';
import { noticeTexts } from '../../engine/notice-texts.ts';
import { texts } from '../../i18n/texts.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Message } from '../../ui/message.tsx';
import { Section } from '../../ui/section.tsx';
import { labelsFound } from '../../video/draw-labels.ts';
import { runsTexts } from './runs-texts.ts';
import { cancelRun, pauseRun, resumeRun } from '../../run/run-control.ts';
import classes from './runs.module.css';
import { LabelledPicture } from '../../video/labelled-picture.tsx';
import { useLivePicture } from '../../run/live-picture-store.ts';
import { resumeJob } from '../../run/server/server-run.ts';
import { Outcome } from './run-outcome.tsx';
import { StageList, StageMeter } from './run-stages.tsx';

/**
 * The progress or result of the run. It stays in view at the end of the side panel, and is hidden before the
 * first run.
 */
export function RunCard() {
  const status = useRunStore((state) => state.status);
  useLeftJob();
  if (status === 'idle') return null;
  const busy = isBusy(status);
  return (
    <StickyCard>
      <Section title={runsTexts.progress} note={busy ? <PausedNote /> : <Dismiss />}>
        <StageList />
        {busy && (
          <>
            <div className={classes['live']}>
              <Live />
              <StageMeter />
            </div>
            <Controls />
            <MayCloseNote />
          </>
        )}
        <Notices />
        <Outcome />
        <p className="visually-hidden" role="status" aria-live="polite">
          <Announcement />
        </p>
      </Section>
    </StickyCard>
  );
}

/**
 * Stays in view over the end of the panel, and publishes its height as `--vdf-covered`: elements scrolled
 * into view there stop above it.
 */
function StickyCard({ children }: { readonly children: ReactNode }) {
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = card.current;
    const { style } = document.documentElement;
    if (!element) return;
    const observer = new ResizeObserver(() => style.setProperty('--vdf-covered', `${element.offsetHeight}px`));
    observer.observe(element);
    return () => {
      observer.disconnect();
      style.removeProperty('--vdf-covered');
    };
  }, []);
  return (
    <div ref={card} className={classes['sticky']}>
      {children}
    </div>
  );
}

/** Resumes showing the job that the project left on the server, once the signed-in user is known. */
function useLeftJob(): void {
  const job = useProjectStore((state) => state.job?.id);
  const { data: account } = useAccount();
  const owner = account?.id;
  useEffect(() => {
    if (job !== undefined && owner !== undefined) void resumeJob();
  }, [job, owner]);
}

function MayCloseNote() {
  const inServersHands = useRunStore((state) => state.job !== null);
  return inServersHands ? <p className={classes['note']}>{runsTexts.mayClose}</p> : null;
}

function PausedNote() {
  const paused = useRunStore((state) => state.status === 'paused');
  return <span role="status">{paused ? runsTexts.paused : ''}</span>;
}

function Dismiss() {
  const dismiss = () => useRunStore.setState(({ backend }) => ({ ...IDLE_RUN, backend }));
  return <IconButton icon={X} label={texts.dismiss} size={24} iconSize={14} onClick={dismiss} />;
}

function Controls() {
  const status = useRunStore((state) => state.status);
  const stage = useRunStore((state) => state.stage);
  const [error, setError] = useState<ForgeError | null>(null);
  const run = (action: () => Promise<void>) => () => {
    setError(null);
    action().catch((reason: unknown) => setError(toForgeError(reason)));
  };
  const cannotPause = status === 'stopping' || stage === 'saving';
  return (
    <>
      <div className={classes['halves']}>
        {status === 'paused' ? (
          <Button variant="default" leftSection={<Play size={14} aria-hidden />} onClick={run(resumeRun)}>
            {runsTexts.resume}
          </Button>
        ) : (
          <Button
            variant="default"
            leftSection={<Pause size={14} aria-hidden />}
            disabled={cannotPause}
            onClick={run(pauseRun)}
          >
            {runsTexts.pause}
          </Button>
        )}
        <Button
          variant="default"
          leftSection={<Square size={14} aria-hidden />}
          disabled={status === 'stopping'}
          onClick={run(cancelRun)}
        >
          {texts.cancel}
        </Button>
      </div>
      {error && <Message kind="error">{errorSentence(error)}</Message>}
    </>
  );
}

/** The newest labelled frame, with its labels. */
function Live() {
  const live = useLivePicture((state) => state.live);
  const project = useProjectStore((state) => state.project);
  const metadata = useVideoStore((state) => state.metadata);
  if (!live || !project || !metadata) return null;
  return (
    <LabelledPicture
      picture={live.picture}
      labels={labelsFound(project, live.tracks)}
      frame={metadata}
      label={runsTexts.livePicture(live.frame)}
    />
  );
}

/** Every fallback that was used during the run. */
function Notices() {
  const notices = useRunStore((state) => state.notices);
  return notices.map((notice) => (
    <Message key={notice} kind="info">
      {noticeSentence(notice)}
    </Message>
  ));
}

function noticeSentence(notice: ReturnType<typeof useRunStore.getState>['notices'][number]): string {
  switch (notice) {
    case 'device-lost':
      return texts.deviceLost(1);
    case 'device-lost-twice':
      return texts.deviceLost(2);
    case 'device-failed':
      return texts.deviceFailed;
    case 'webgpu-missing':
    case 'webgpu-software':
    case 'webgpu-failed':
    case 'model-not-kept':
      return noticeTexts[notice];
  }
}

/** For screen readers: each stage and every tenth of its progress, not every frame. */
function Announcement() {
  const { status, stage, progress, writing } = useRunStore();
  if (status !== 'running') return null;
  const way = stage === 'labelling' ? progress : stage === 'writing' ? writing : null;
  if (!way) return runsTexts.stages[stage];
  const tenth = Math.floor((way.framesDone / Math.max(1, way.framesTotal)) * 10);
  return `${runsTexts.stages[stage]}: ${formatPercent(tenth / 10)}`;
}
