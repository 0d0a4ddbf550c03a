import { Button, Group, Modal } from '@mantine/core';
import { lazy, Suspense, useCallback, useEffect, useState, type ReactNode } from 'react';
import { useSearch } from 'wouter';
import { navigate } from 'wouter/use-browser-location';
import { toForgeError, type ForgeError } from '../../core/errors.ts';
import {
  OpenElsewhere,
  OpeningFailed,
  OpeningProject,
  OtherIsBusy,
  VideoWanted,
} from '../features/projects/opening-page.tsx';
import { ProjectList } from '../features/projects/project-list.tsx';
import { useProjects } from '../project/storage/use-projects.ts';
import { Landing } from '../features/video/landing.tsx';
import { useDropTarget } from '../features/video/use-drop-target.ts';
import { VideoPicker } from '../features/video/video-picker.tsx';
import { removeUnusedVideos } from '../project/storage/kept-videos.ts';
import { mayBeSignedIn } from '../api/renew-access.ts';
import { askToSignIn } from '../api/sign-in-prompt.ts';
import { texts } from '../i18n/texts.ts';
import { dismissVideoError, useVideoStore } from '../video/video-store.ts';
import { projectAddress, projectIn } from './address.ts';
import { chooseProjectFile } from './choose-project-file.ts';
import { Header } from './header.tsx';
import { cancelProjectOpening, provideVideo, openStoredProject } from './open-stored.ts';
import {
  deleteStoredProject,
  duplicateStoredProject,
  exportStoredProject,
  importProject,
  renameStoredProject,
} from './project-actions.ts';
import { attachJob } from './review-job.ts';
import {
  isUnsaved,
  isWorking,
  openSample,
  openAsNewProject,
  reportInvalidDrop,
  saveOpenProject,
} from './open-project.ts';
import { useOpenProject, type Opening } from './open-project-store.ts';

const BatchDialog = lazy(() => import('../features/batch/batch-dialog.tsx'));

const BATCH = { saveOpen: () => saveOpenProject(), attachJob };
const ACTIONS = {
  rename: renameStoredProject,
  duplicate: duplicateStoredProject,
  remove: deleteStoredProject,
  saveFile: exportStoredProject,
};

/** The start page, or the project in the address: while it opens, or in the workspace that `children` renders. */
export function Studio({ children }: { children(over: boolean): ReactNode }) {
  const id = projectIn(useSearch());
  const openId = useOpenProject((state) => state.openId);
  const opening = useOpenProject((state) => state.opening);
  const [waiting, setWaiting] = useState<File | null>(null);
  const pick = useCallback((file: File) => {
    dismissVideoError();
    void saveOpenProject().then(() => {
      if (isWorking() || isUnsaved()) setWaiting(file);
      else void openAsNewProject(file);
    });
  }, []);
  const wantsVideo = opening?.step === 'video';
  const drop = useCallback(
    (file: File | null) => {
      if (!file) reportInvalidDrop();
      else if (wantsVideo) void provideVideo(file);
      else pick(file);
    },
    [pick, wantsVideo],
  );
  const over = useDropTarget(drop);
  useFollowAddress(id);
  const inWorkspace = id !== null && id === openId;
  return (
    <>
      <Header place={inWorkspace ? 'workspace' : 'start'} onPick={pick} />
      {id === null && <StartPage over={over} onPick={pick} />}
      {inWorkspace && children(over)}
      {id !== null && !inWorkspace && <OnItsWay opening={opening} over={over} />}
      {waiting && <ConfirmReplace file={waiting} onClose={() => setWaiting(null)} />}
    </>
  );
}

/** Opens the project in the address, and cancels opening one that is no longer in it. */
function useFollowAddress(id: string | null): void {
  useEffect(() => {
    const { openId, opening } = useOpenProject.getState();
    if (id === null || id === openId) cancelProjectOpening();
    else if (opening?.id === id) return;
    else if (isWorking()) useOpenProject.setState({ opening: { id, step: 'busy' } });
    else void openStoredProject(id);
  }, [id]);
}

function StartPage({ over, onPick }: { readonly over: boolean; onPick(file: File): void }) {
  const { openId, makingSample } = useOpenProject();
  const projects = useProjects();
  const [fileError, setFileError] = useState<ForgeError | null>(null);
  useEffect(() => void removeUnusedVideos(), []);
  const [sending, setSending] = useState(false);
  const askToSend = async () => {
    if (mayBeSignedIn() || (await askToSignIn())) setSending(true);
  };
  const openFile = () => {
    setFileError(null);
    chooseProjectFile((file) => {
      importProject(file).catch((reason: unknown) => setFileError(toForgeError(reason)));
    });
  };
  return (
    <Landing
      over={over}
      makingSample={makingSample}
      returning={projects.isPending || (projects.data?.length ?? 0) > 0}
      onPick={(file) => {
        setFileError(null);
        onPick(file);
      }}
      onSample={() => void openSample()}
    >
      <ProjectList
        openId={openId}
        actions={ACTIONS}
        addressOf={projectAddress}
        onOpenFile={openFile}
        onSend={() => void askToSend()}
        fileError={fileError}
        onDismissFileError={() => setFileError(null)}
      />
      {sending && (
        <Suspense>
          <BatchDialog actions={BATCH} onGo={navigate} onClose={() => setSending(false)} />
        </Suspense>
      )}
    </Landing>
  );
}

/** A stored project that is not open yet. */
function OnItsWay({ opening, over }: { readonly opening: Opening | null; readonly over: boolean }) {
  const { status, fileName } = useVideoStore();
  const start = projectAddress(null);
  switch (opening?.step) {
    case undefined:
    case 'reading':
      return <OpeningProject fileName={status === 'opening' ? fileName : null} start={start} />;
    case 'video':
      return (
        <VideoWanted
          summary={opening.stored.summary}
          checking={opening.checking}
          error={opening.error}
          over={over}
          start={start}
        >
          <VideoPicker label={texts.chooseVideo} size="sm" onPick={(file) => void provideVideo(file)} />
        </VideoWanted>
      );
    case 'busy':
      return <OtherIsBusy start={start} onOpen={() => void openStoredProject(opening.id)} />;
    case 'elsewhere':
      return <OpenElsewhere start={start} onTakeOver={() => void openStoredProject(opening.id, true)} />;
    case 'failed':
      return (
        <OpeningFailed
          error={opening.error}
          start={start}
          onSaveFile={opening.error.code === 'not_found' ? null : () => void exportStoredProject(opening.id)}
        />
      );
  }
}

function ConfirmReplace({ file, onClose }: { readonly file: File; onClose(): void }) {
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
            void openAsNewProject(file);
          }}
        >
          {texts.replaceYes}
        </Button>
      </Group>
    </Modal>
  );
}
