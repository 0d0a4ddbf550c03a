import { Button, Loader } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Link, Route, Switch, useRoute } from 'wouter';
import { SignInDialog } from '../features/account/sign-in-dialog.tsx';
import { AnnotationOverlay } from '../features/annotate/annotation-overlay.tsx';
import { ClassPanel } from '../features/annotate/class-panel.tsx';
import { ObjectPanel } from '../features/annotate/object-panel.tsx';
import { Toolbar } from '../features/annotate/toolbar.tsx';
import { useAnnotateHotkeys } from '../features/annotate/use-annotate-hotkeys.ts';
import { CreateDatasetDialog } from '../features/generate/create-dataset-dialog.tsx';
import { FinishAnnotating } from '../features/generate/finish-annotating.tsx';
import { GenerationStatus } from '../features/generate/generation-status.tsx';
import { LabelledFrames } from '../features/generate/labelled-frames.tsx';
import { PropagatePanel } from '../features/generate/propagate-buttons.tsx';
import { Filmstrip } from '../features/review/filmstrip.tsx';
import { ProjectNotices } from '../features/projects/project-notices.tsx';
import { NeedsALook } from '../features/review/needs-a-look.tsx';
import { ReviewFigures } from '../features/review/review-figures.tsx';
import { ReviewTimeline } from '../features/review/review-timeline.tsx';
import { TrackActions } from '../features/review/track-actions.tsx';
import { useReviewActions } from '../features/review/use-review-actions.ts';
import { FrameViewport } from '../features/video/frame-viewport.tsx';
import { Transport } from '../features/video/transport.tsx';
import { useVideoHotkeys } from '../features/video/use-video-hotkeys.ts';
import { errorSentence } from '../lib/i18n/error-texts.ts';
import { useKeyboard } from '../lib/keymap/use-actions.ts';
import { datasetTexts } from '../lib/dataset-texts.ts';
import { texts } from '../lib/texts.ts';
import { cancelOpening } from '../lib/video-client.ts';
import { useVideoStore } from '../lib/video-store.ts';
import { Message } from '../ui/message.tsx';
import classes from './app.module.css';
import { Header } from './header.tsx';
import { useSession } from './session.ts';
import { Studio } from './studio.tsx';
import { useFollowOtherTabs } from './use-follow-other-tabs.ts';
import { useLeaveWarning } from './use-leave-warning.ts';

const AccountPage = lazy(() => import('../features/account/account-page.tsx'));
const DatasetsPage = lazy(() => import('../features/datasets/datasets-page.tsx'));
const DatasetPage = lazy(() => import('../features/datasets/dataset-page.tsx'));

/** The header, the page of the address below it, and the window that asks to sign in. */
export function App() {
  const [inStudio] = useRoute('/');
  useLeaveWarning();
  useFollowOtherTabs();
  useKeyboard();
  return (
    <div className={classes['app']}>
      {inStudio ? <Studio>{(over) => <Workspace over={over} />}</Studio> : <OtherPages />}
      <SignInDialog />
    </div>
  );
}

/** Pages beside the studio. They load when they are asked for; what is open in the studio stays open meanwhile. */
function OtherPages() {
  return (
    <>
      <Header place="pages" />
      <main className={classes['pages']}>
        <Suspense fallback={<Loader className={classes['loading']} />}>
          <Switch>
            <Route path="/account" component={AccountPage} />
            <Route path="/datasets" component={DatasetsPage} />
            <Route path="/datasets/:id">{({ id }) => <DatasetPage key={id} id={id} />}</Route>
            <Route>
              <div className={classes['nowhere']}>
                <h1>{texts.nowhere}</h1>
                <Button component={Link} href="/">
                  {datasetTexts.toStudio}
                </Button>
              </div>
            </Route>
          </Switch>
        </Suspense>
      </main>
    </>
  );
}

function Workspace({ over }: { over: boolean }) {
  useVideoHotkeys();
  useAnnotateHotkeys();
  useReviewActions();
  const error = useVideoStore((state) => state.error);
  const replacement = useVideoStore((state) => state.replacement);
  const interrupted = useSession((state) => state.interrupted);
  return (
    <main className={classes['workspace']}>
      <div className={classes['toolbar']}>
        <Toolbar />
        <FinishAnnotating />
      </div>
      <div className={classes['stage']} data-over={over}>
        <FrameViewport>
          <AnnotationOverlay />
        </FrameViewport>
        {replacement !== null && <Replacing fileName={replacement} />}
        <div className={classes['stageError']}>
          {error && <Message kind="error">{errorSentence(error)}</Message>}
          <ProjectNotices interrupted={interrupted} />
        </div>
      </div>
      <div className={classes['bottom']}>
        <Transport />
        <ReviewTimeline />
        <Filmstrip />
      </div>
      <aside className={classes['panel']}>
        <ClassPanel />
        <ObjectPanel />
        <TrackActions />
        <NeedsALook />
        <PropagatePanel />
        <LabelledFrames />
        <GenerationStatus />
        <ReviewFigures />
        <CreateDatasetDialog />
      </aside>
    </main>
  );
}

/** Another video opens while this one stays in view. */
function Replacing({ fileName }: { fileName: string }) {
  return (
    <div className={classes['replacing']}>
      <Loader size={18} aria-hidden />
      <span role="status">
        {texts.opening} {fileName}
      </span>
      <Button variant="default" size="compact-sm" onClick={cancelOpening}>
        {texts.cancelOpening}
      </Button>
    </div>
  );
}
