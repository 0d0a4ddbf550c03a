import { Button, Modal, TextInput } from '@mantine/core';
import { useEffect } from 'react';
import type { ComputeTarget } from '../../../core/dataset/compute-target.ts';
import { useAccount } from '../../api/account-queries.ts';
import { PriceEstimate } from '../../run/dataset-form/price-estimate.tsx';
import { isSplitValid, maySkipFrames } from '../../run/dataset-form/spec-choices.ts';
import { LeaveOutFields, SplitFields } from '../../run/dataset-form/spec-fields.tsx';
import { useProjectStore } from '../../project/project-store.ts';
import { mayBeSignedIn } from '../../api/renew-access.ts';
import { isBusy, useRunStore } from '../../run/run-store.ts';
import { askToSignIn } from '../../api/sign-in-prompt.ts';
import { texts } from '../../i18n/texts.ts';
import form from '../../ui/form.module.css';
import { useBlocked, BlockedReasonNote } from '../../ui/use-blocked.tsx';
import { chosenProjectId, useDatasetChoices } from '../../run/dataset/dataset-choices.ts';
import { countLeftOut, useOpenDoubts } from '../../run/dataset/dataset-doubts.ts';
import {
  changeDraft,
  dropDraft,
  applyDraft,
  useDatasetDraft,
  useDraftProject,
} from '../../run/dataset/dataset-draft.ts';
import { closeDatasetDialog, useDatasetDialog } from '../../run/dataset/dialog-store.ts';
import { DoubtsChoice, DoubtsNotice } from '../../run/dataset-form/doubts-notice.tsx';
import { doubtsTexts } from '../../run/dataset/doubts-texts.ts';
import { FormatFields } from './format-fields.tsx';
import { datasetDialogTexts } from './dataset-dialog-texts.ts';
import { startLocalRun } from '../../run/local/local-run.ts';
import classes from './dataset-dialog.module.css';
import { LabelProblems } from '../../run/dataset-form/label-problems.tsx';
import { measurement } from '../../run/local/measuring.ts';
import { useFetchModel, type FetchModel } from '../../engine/model-engine.ts';
import { RangeFields } from './range-fields.tsx';
import { startServerRun } from '../../run/server/server-run.ts';
import { SamplingFields } from '../../run/dataset-form/sampling-control.tsx';
import { isAllLabelled, useExpectedWork } from './use-expected-work.ts';
import { useComputeTargets } from './use-compute-targets.ts';
import { ComputeTargetChoice } from './compute-target-choice.tsx';

/**
 * All choices before a dataset is made. Opened through the dialog's store. Changes go to a draft: Confirm
 * applies it, every way of cancelling drops it, and leaving to review labels keeps it.
 */
export function CreateDatasetDialog() {
  const opened = useDatasetDialog((state) => state.opened);
  const ready = useProjectStore((state) => state.project !== null);
  return (
    <Modal opened={opened && ready} onClose={cancel} title={texts.createDataset} size={720} centered>
      <DialogBody />
    </Modal>
  );
}

function DialogBody() {
  const fetchModel = useFetchModel();
  const problems = useDatasetDialog((state) => state.problems);
  const draft = useDatasetDraft();
  const project = useDraftProject();
  const busy = useRunStore((state) => isBusy(state.status));
  const work = useExpectedWork();
  const places = useComputeTargets(work);
  const doubts = useOpenDoubts(project, draft?.skipLostFrames ?? true);
  const allLabelled = isAllLabelled(work);
  // Where all labels exist neither the model nor its download is needed.
  const needsModel = !allLabelled;
  useEffect(() => {
    if (needsModel) measurement.start(fetchModel);
  }, [needsModel, fetchModel]);
  // The number of frames left out is known only once nothing needs propagation.
  const frames = work.frames - (allLabelled && draft ? countLeftOut(doubts, draft) : 0);
  const splitValid = draft !== null && isSplitValid(draft);
  const reason = reasonAgainst({ busy, found: work.frames, frames, splitValid });
  const { button, why, press } = useBlocked(reason, () => void confirm(places.chosen, fetchModel));
  if (!draft || !project) return null;
  return (
    <form
      className={classes['dialog']}
      onSubmit={(event) => {
        event.preventDefault();
        press();
      }}
    >
      <LabelProblems severity="warning" problems={problems} />
      <DoubtsNotice open={doubts} lostLeftOut={draft.skipLostFrames} />
      <div className={form['columns']}>
        <div className={form['column']}>
          <TextInput
            label={datasetDialogTexts.name}
            maxLength={200}
            value={draft.name ?? project.name}
            onChange={(event) => changeDraft({ name: event.currentTarget.value })}
            data-autofocus
          />
          <RangeFields value={draft.range} onChange={(range) => changeDraft({ range })} />
          <SamplingFields part={project} onChange={(sampling) => changeDraft({ sampling })} />
          <LeaveOutFields value={draft} onChange={changeDraft} />
          <DoubtsChoice
            open={doubts}
            chosen={draft.doubts}
            allLabelled={allLabelled}
            reviewed={places.chosen === 'server' && draft.review}
          />
          <FormatFields value={draft} />
        </div>
        <div className={form['column']}>
          <SplitFields value={draft} onChange={changeDraft} />
          <ComputeTargetChoice work={work} places={places} />
          <PriceEstimate
            datasets={[{ frames, classes: project.classes.length }]}
            atMost={allLabelled ? draft.skipNearDuplicates : maySkipFrames(draft)}
          />
        </div>
      </div>
      <LeftOutNote />
      <div className={classes['foot']}>
        <AccountNote />
        <Button variant="default" onClick={cancel}>
          {texts.cancel}
        </Button>
        <Button type="submit" {...button}>
          {datasetDialogTexts.confirm}
        </Button>
      </div>
      <BlockedReasonNote why={why} always={splitValid} />
    </form>
  );
}

interface Readiness {
  readonly busy: boolean;
  /** Number of frames that a dataset of this part may have. */
  readonly found: number;
  /** Number of those that are not left out. */
  readonly frames: number;
  readonly splitValid: boolean;
}

/** Why no dataset can be made now; null where one can. */
function reasonAgainst({ busy, found, frames, splitValid }: Readiness): string | null {
  if (busy) return texts.runUnderWay;
  if (found === 0) return datasetDialogTexts.nothingInRange;
  if (frames <= 0) return doubtsTexts.allLeftOut;
  return splitValid ? null : texts.splitInvalid;
}

function cancel(): void {
  dropDraft();
  closeDatasetDialog();
}

/**
 * Making a dataset needs a signed-in user: others are asked to sign in, and keep their draft where they
 * cancel.
 */
async function confirm(place: ComputeTarget, fetchModel: FetchModel): Promise<void> {
  const { problems } = useDatasetDialog.getState();
  const projectId = chosenProjectId();
  closeDatasetDialog();
  const signedIn = mayBeSignedIn() || (await askToSignIn());
  // Another tab acquired the project while the sign-in dialog was open.
  if (chosenProjectId() !== projectId) return;
  // Signing in may have resumed a job of the project: no other run can start then.
  if (!signedIn || isBusy(useRunStore.getState().status)) {
    useDatasetDialog.setState({ opened: true, problems });
    return;
  }
  applyDraft();
  if (place === 'here') await startLocalRun('dataset', fetchModel);
  else await startServerRun(useDatasetChoices.getState().review ? 'labels' : 'dataset');
}

/** Reminds of labelled frames that are not chosen: they are easily overlooked. */
function LeftOutNote() {
  const leftOut = useDatasetChoices((state) => state.leftOut);
  const labelled = useProjectStore((state) => state.project?.labelledFrames);
  const count = labelled?.filter((frame) => leftOut.has(frame)).length ?? 0;
  return count > 0 ? <p className={classes['note']}>{datasetDialogTexts.leftOut(count)}</p> : null;
}

function AccountNote() {
  const { data: account } = useAccount();
  return <p className={classes['note']}>{account ? datasetDialogTexts.signedIn : datasetDialogTexts.signedOut}</p>;
}
