import { Button, Group, Loader, Modal } from '@mantine/core';
import { lazy, Suspense, useCallback, useState } from 'react';
import { Link, Route, Switch, useRoute } from 'wouter';
import { SignInDialog } from '../features/account/sign-in-dialog.tsx';
import { AnnotationOverlay } from '../features/annotate/box-overlay.tsx';
import { ClassPanel } from '../features/annotate/class-panel.tsx';
import { ObjectPanel } from '../features/annotate/object-panel.tsx';
import { Toolbar } from '../features/annotate/toolbar.tsx';
import { useAnnotateHotkeys } from '../features/annotate/use-annotate-hotkeys.ts';
import { ExportPanel } from '../features/export/export-panel.tsx';
import { PropagatePanel } from '../features/propagate/propagate-panel.tsx';
import { FrameViewport } from '../features/video/frame-viewport.tsx';
import { Landing } from '../features/video/landing.tsx';
import { Timeline } from '../features/video/timeline.tsx';
import { Transport } from '../features/video/transport.tsx';
import { useDropTarget } from '../features/video/use-drop-target.ts';
import { useVideoHotkeys } from '../features/video/use-video-hotkeys.ts';
import { datasetTexts } from '../lib/dataset-texts.ts';
import { useProjectStore } from '../lib/project-store.ts';
import { texts } from '../lib/texts.ts';
import { cancelOpening } from '../lib/video-client.ts';
import { useVideoStore } from '../lib/video-store.ts';
import { Message } from '../ui/message.tsx';
import classes from './app.module.css';
import { Header } from './header.tsx';
import { hasLabels, openSession, refuseDrop } from './session.ts';
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
  return (
    <div className={classes['app']}>
      {inStudio ? <Studio /> : <OtherPages />}
      <SignInDialog />
    </div>
  );
}

/** Pages beside the studio. They load when they are asked for; what is open in the studio stays open meanwhile. */
function OtherPages() {
  return (
    <>
      <Header />
      <main className={classes['pages']}>
        <Suspense fallback={<Loader className={classes['loading']} />}>
          <Switch>
            <Route path="/account" component={AccountPage} />
            <Route path="/datasets" component={DatasetsPage} />
            <Route path="/datasets/:id">{({ id }) => <DatasetPage key={id} id={id} />}</Route>
            <Route>
              <div className={classes['nowhere']}>
                <p>{texts.nowhere}</p>
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

/** Either the way to a video or the workspace. */
function Studio() {
  const [waiting, setWaiting] = useState<File | null>(null);
  const open = useCallback((file: File) => {
    if (hasLabels()) setWaiting(file);
    else void openSession(file);
  }, []);
  const drop = useCallback(
    (file: File | null) => {
      if (file) open(file);
      else refuseDrop();
    },
    [open],
  );
  const over = useDropTarget(drop);
  const ready = useProjectStore((state) => state.project !== null);
  return (
    <>
      <Header onPick={open} />
      {ready ? <Workspace over={over} /> : <Landing over={over} onPick={open} />}
      {waiting && <ConfirmReplace file={waiting} onClose={() => setWaiting(null)} />}
    </>
  );
}

function ConfirmReplace({ file, onClose }: { file: File; onClose(): void }) {
  return (
    <Modal opened onClose={onClose} title={texts.replaceTitle} size="sm" centered>
      <p style={{ marginTop: 0, fontSize: 13, overflowWrap: 'anywhere' }}>{texts.replaceAsk(file.name)}</p>
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {texts.keep}
        </Button>
        <Button
          onClick={() => {
            onClose();
            void openSession(file);
          }}
        >
          {texts.replaceYes}
        </Button>
      </Group>
    </Modal>
  );
}

function Workspace({ over }: { over: boolean }) {
  useVideoHotkeys();
  useAnnotateHotkeys();
  const error = useVideoStore((state) => state.error);
  const replacement = useVideoStore((state) => state.replacement);
  return (
    <main className={classes['workspace']}>
      <div className={classes['toolbar']}>
        <Toolbar />
      </div>
      <div className={classes['stage']} data-over={over}>
        <FrameViewport>
          <AnnotationOverlay />
        </FrameViewport>
        {replacement !== null && <Replacing fileName={replacement} />}
        {error && (
          <div className={classes['stageError']}>
            <Message kind="error">{error.message}</Message>
          </div>
        )}
      </div>
      <div className={classes['bottom']}>
        <Transport />
        <Timeline />
      </div>
      <aside className={classes['panel']}>
        <ClassPanel />
        <ObjectPanel />
        <PropagatePanel />
        <ExportPanel />
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
