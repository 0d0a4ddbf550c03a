import { Button } from '@mantine/core';
import { CloudUpload, Download, RotateCcw } from 'lucide-react';
import { Link } from 'wouter';
import type { Dataset } from '../../../core/schema/api/datasets.ts';
import { useAccount } from '../../api/account-queries.ts';
import { archiveAddress } from '../../api/dataset-queries.ts';
import { datasetTexts } from '../../i18n/dataset-texts.ts';
import { formatBytes } from '../../i18n/format.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { formatCount } from '../../i18n/plural.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { isBusy, useRunStore, type Stage } from '../../run/run-store.ts';
import { saveBlob } from '../../ui/save-blob.ts';
import { texts } from '../../i18n/texts.ts';
import { Message } from '../../ui/message.tsx';
import { DoubtsQuestion } from './doubts-question.tsx';
import { runsTexts } from './runs-texts.ts';
import { saveToAccount } from '../../run/local/local-run.ts';
import { retryRun } from '../../run/run-control.ts';
import classes from './runs.module.css';
import { useFetchModel } from '../../engine/model-engine.ts';

/**
 * The result of the run and the actions that follow. A written dataset can be downloaded whatever happens
 * after it.
 */
export function Outcome() {
  const { status, kind } = useRunStore();
  return (
    <>
      {status === 'failed' && <Failure />}
      {status === 'stopped' && <Stopped />}
      {status === 'asking' && <DoubtsQuestion />}
      {status === 'done' && kind !== 'dataset' && <LabelsDone />}
      <DatasetDone />
    </>
  );
}

function LabelsDone() {
  const done = useRunStore((state) => state.progress?.framesDone ?? 0);
  return <Message kind="success">{texts.runDone(formatCount(done, 'frame'))}</Message>;
}

function Stopped() {
  const { stage, progress } = useRunStore();
  return (
    <>
      <Message kind="info">{stopOf(stage, progress !== null)}</Message>
      <Again />
    </>
  );
}

function stopOf(stage: Stage, hasLabels: boolean): string {
  if (stage === 'sending') return runsTexts.sendStopped;
  if (stage === 'writing' || stage === 'saving') return runsTexts.stopped;
  return hasLabels ? texts.runStopped : texts.runNothing;
}

function Failure() {
  const { error, stage, place } = useRunStore();
  if (!error) return null;
  return (
    <>
      <Message kind="error" title={failureOf(stage)}>
        {errorSentence(error)}{' '}
        {place === 'server' && stage !== 'sending' ? runsTexts.retryOnServer : runsTexts.whatToDo[stage]}
      </Message>
      <Again />
    </>
  );
}

const failureOf = (stage: Stage): string =>
  stage === 'sending'
    ? runsTexts.sendFailed
    : stage === 'saving'
      ? datasetTexts.saveFailed
      : stage === 'writing'
        ? texts.exportFailed
        : texts.runFailed;

function Again() {
  const fetchModel = useFetchModel();
  const isStoppedUpload = useRunStore(({ stage, status }) => stage === 'sending' && status === 'stopped');
  return (
    <Button
      variant="default"
      leftSection={<RotateCcw size={14} aria-hidden />}
      onClick={() => void retryRun(fetchModel)}
    >
      {isStoppedUpload ? runsTexts.sendOn : runsTexts.tryAgain}
    </Button>
  );
}

/** The finished dataset: where it is, and buttons to download or save it. */
function DatasetDone() {
  const { archive, saved, status, place } = useRunStore();
  const { data: account } = useAccount();
  const changed = useProjectStore(({ project }) => archive !== null && !isSameWork(project, archive.project));
  if (isBusy(status) && status !== 'paused') return null;
  if (!archive) return saved && place === 'server' ? <SavedByServer dataset={saved} /> : null;
  const { name, blob } = archive;
  return (
    <>
      {saved ? (
        <Message kind="success">
          {datasetTexts.savedAs(saved.name)} <Link href={`/datasets/${saved.id}`}>{datasetTexts.openSaved}</Link>
        </Message>
      ) : (
        <Message kind="success">{runsTexts.written(name, formatBytes(blob.size))}</Message>
      )}
      {changed && <Message kind="info">{runsTexts.outdated}</Message>}
      <div className={classes['stacked']}>
        <Button leftSection={<Download size={15} aria-hidden />} onClick={() => saveBlob(blob, name)}>
          {texts.download}
        </Button>
        {!saved && (
          <Button
            variant="default"
            leftSection={<CloudUpload size={15} aria-hidden />}
            onClick={() => void saveToAccount()}
          >
            {datasetTexts.saveToAccount}
          </Button>
        )}
      </div>
      {!saved && !account && <p className={classes['note']}>{datasetTexts.signInToSave}</p>}
    </>
  );
}

/** A dataset made by the server: it is in the account, and there is no archive here. */
function SavedByServer({ dataset }: { readonly dataset: Dataset }) {
  return (
    <>
      <Message kind="success">
        {datasetTexts.savedAs(dataset.name)} <Link href={`/datasets/${dataset.id}`}>{datasetTexts.openSaved}</Link>
      </Message>
      <Button component="a" href={archiveAddress(dataset.id)} download leftSection={<Download size={15} aria-hidden />}>
        {texts.download}
      </Button>
    </>
  );
}

type Project = ReturnType<typeof useProjectStore.getState>['project'];

/** Whether two states of a project have the same labels. */
const isSameWork = (a: Project, b: Project) => a?.tracks === b?.tracks && a?.classes === b?.classes;
