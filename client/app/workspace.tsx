import { Button, Loader } from '@mantine/core';
import { AnnotationOverlay } from '../features/annotate/annotation-overlay.tsx';
import { ClassPanel } from '../features/annotate/class-panel.tsx';
import { ObjectPanel } from '../features/annotate/object-panel.tsx';
import { Toolbar } from '../features/annotate/toolbar.tsx';
import { useAnnotateHotkeys } from '../features/annotate/use-annotate-hotkeys.ts';
import { CreateDatasetDialog } from '../features/dataset-dialog/create-dataset-dialog.tsx';
import { FinishAnnotating } from '../features/labelled-frames/finish-annotating.tsx';
import { CorrectionNote } from '../features/runs/correction-note.tsx';
import { RunCard } from '../features/runs/run-card.tsx';
import { LabelledFrames } from '../features/labelled-frames/labelled-frames.tsx';
import { PropagatePanel } from '../features/runs/propagate-buttons.tsx';
import { useLiveCorrection } from '../run/correction/use-live-correction.ts';
import { useWarmUp } from '../run/local/warm-up.ts';
import { Filmstrip } from '../features/review/filmstrip.tsx';
import { ProjectNotices } from '../features/projects/project-notices.tsx';
import { DoubtList } from '../features/review/doubt-list.tsx';
import { ReviewFigures } from '../features/review/review-figures.tsx';
import { ReviewTimeline } from '../features/review/review-timeline.tsx';
import { TrackActions } from '../features/review/track-actions.tsx';
import { useReviewActions } from '../features/review/use-review-actions.ts';
import { FrameViewport } from '../features/video/frame-viewport.tsx';
import { Transport } from '../features/video/transport.tsx';
import { VideoNotice } from '../features/video/video-notice.tsx';
import { useVideoHotkeys } from '../features/video/use-video-hotkeys.ts';
import { texts } from '../i18n/texts.ts';
import { videoClient } from '../video/video-client.ts';
import { useVideoStore } from '../video/video-store.ts';
import classes from './app.module.css';
import { PartBoundary } from './error-boundary.tsx';
import { useOpenProject } from './open-project-store.ts';

/** The labelling workspace: tools, the frame, the timeline below it, and the panel beside it. */
export default function Workspace({ over }: { over: boolean }) {
  useVideoHotkeys();
  useAnnotateHotkeys();
  useReviewActions();
  useWarmUp();
  useLiveCorrection();
  const replacement = useVideoStore((state) => state.replacement);
  const { openId, interrupted } = useOpenProject();
  return (
    <main className={classes['workspace']}>
      <div className={classes['toolbar']}>
        <Toolbar />
        <FinishAnnotating />
      </div>
      <div className={classes['stage']} data-over={over}>
        <PartBoundary>
          <FrameViewport>
            <AnnotationOverlay />
          </FrameViewport>
        </PartBoundary>
        <CorrectionNote />
        {replacement !== null && <Replacing fileName={replacement} />}
        <div className={classes['stageError']}>
          <VideoNotice />
          <ProjectNotices key={openId} interrupted={interrupted} />
        </div>
      </div>
      <div className={classes['bottom']}>
        <PartBoundary>
          <Transport />
          <ReviewTimeline />
          <Filmstrip />
        </PartBoundary>
      </div>
      <aside className={classes['panel']}>
        <PartBoundary>
          <ClassPanel />
          <ObjectPanel />
          <TrackActions />
          <DoubtList />
          <PropagatePanel />
          <LabelledFrames />
          <RunCard />
          <ReviewFigures />
          <CreateDatasetDialog />
        </PartBoundary>
      </aside>
    </main>
  );
}

/** Shown while another video opens and this one stays in view. */
function Replacing({ fileName }: { fileName: string }) {
  return (
    <div className={classes['replacing']}>
      <Loader size={18} aria-hidden />
      <span role="status">
        {texts.opening} {fileName}
      </span>
      <Button variant="default" size="compact-sm" onClick={() => videoClient.cancelOpening()}>
        {texts.cancelOpening}
      </Button>
    </div>
  );
}
