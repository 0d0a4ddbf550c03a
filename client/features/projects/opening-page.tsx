import { Button, Loader } from '@mantine/core';
import { AppWindow, FileDown, FileVideo, RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ForgeError } from '../../../core/errors.ts';
import { formatBytes } from '../../i18n/format.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import type { ProjectSummary } from '../../project/storage/stored-project.ts';
import { Message } from '../../ui/message.tsx';
import { projectTexts } from './project-texts.ts';
import classes from './projects.module.css';

/** Shown while a stored project opens. `fileName`: the video whose frames are being read, once that has begun. */
export function OpeningProject({ fileName, start }: { readonly fileName: string | null; readonly start: string }) {
  return (
    <Page start={start}>
      <Loader size={32} aria-hidden />
      <h2 role="status">{fileName === null ? projectTexts.opening : projectTexts.openingVideo(fileName)}</h2>
    </Page>
  );
}

interface VideoWantedProps {
  readonly summary: ProjectSummary;
  /** A chosen file is being compared with the project's video. */
  readonly checking: boolean;
  readonly error: ForgeError | null;
  /** Files are dragged over the page. */
  readonly over: boolean;
  readonly start: string;
  /** The button that chooses a video. */
  readonly children: ReactNode;
}

/** Asks for the project's video where the browser has no copy. */
export function VideoWanted({ summary, checking, error, over, start, children }: VideoWantedProps) {
  const { name, video } = summary;
  return (
    <Page start={start} over={over}>
      <FileVideo size={40} strokeWidth={1.5} className={classes['icon']} aria-hidden />
      <h2>{projectTexts.needsVideo(name)}</h2>
      <p>{projectTexts.needsVideoWhy(video.name, formatBytes(video.size))}</p>
      {error && <Message kind="error">{errorSentence(error)}</Message>}
      {checking ? (
        <p role="status" className={classes['checking']}>
          <Loader size={16} aria-hidden />
          {projectTexts.checking}
        </p>
      ) : (
        children
      )}
    </Page>
  );
}

/** The project is open in another tab, which can be asked to release it. */
export function OpenElsewhere({ start, onTakeOver }: { readonly start: string; onTakeOver(): void }) {
  return (
    <Page start={start}>
      <AppWindow size={40} strokeWidth={1.5} className={classes['icon']} aria-hidden />
      <h2>{projectTexts.elsewhere}</h2>
      <p>{projectTexts.elsewhereWhy}</p>
      <Button onClick={onTakeOver}>{projectTexts.takeOver}</Button>
    </Page>
  );
}

/** Work in the open project would end when this one is opened. */
export function OtherIsBusy({ start, onOpen }: { readonly start: string; onOpen(): void }) {
  return (
    <Page start={start}>
      <RefreshCw size={40} strokeWidth={1.5} className={classes['icon']} aria-hidden />
      <h2>{projectTexts.busy}</h2>
      <p>{projectTexts.busyWhy}</p>
      <Button onClick={onOpen}>{projectTexts.openAnyway}</Button>
    </Page>
  );
}

interface OpeningFailedProps {
  readonly error: ForgeError;
  readonly start: string;
  /** Downloads the stored project; null where there is none. */
  readonly onSaveFile: (() => void) | null;
}

/** The project cannot be opened; its stored data are not lost. */
export function OpeningFailed({ error, start, onSaveFile }: OpeningFailedProps) {
  return (
    <Page start={start}>
      <Message kind="error" title={projectTexts.couldNotOpen}>
        {errorSentence(error)}
      </Message>
      {onSaveFile && (
        <Button variant="default" leftSection={<FileDown size={15} aria-hidden />} onClick={onSaveFile}>
          {projectTexts.saveFile}
        </Button>
      )}
    </Page>
  );
}

/** `start`: the address of the start page. */
function Page(props: { readonly start: string; readonly over?: boolean; readonly children: ReactNode }) {
  return (
    <main className={classes['opening']}>
      <div className={classes['zone']} data-over={props.over}>
        {props.children}
        <Button component={Link} href={props.start} variant="subtle">
          {projectTexts.toStart}
        </Button>
      </div>
    </main>
  );
}
