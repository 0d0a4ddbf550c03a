import { Button, Modal, TextInput } from '@mantine/core';
import { useEffect } from 'react';
import type { Place } from '../../../core/dataset/where-to-run.ts';
import { useAccount } from '../../lib/account-queries.ts';
import { PriceEstimate } from '../../lib/dataset-form/price-estimate.tsx';
import { isSplitValid, maySkipFrames } from '../../lib/dataset-form/spec-choices.ts';
import { LeaveOutFields, SplitFields } from '../../lib/dataset-form/spec-fields.tsx';
import { useProjectStore } from '../../lib/project-store.ts';
import { maySignedIn } from '../../lib/renew-access.ts';
import { isBusy, useRunStore } from '../../lib/run-store.ts';
import { askToSignIn } from '../../lib/sign-in-prompt.ts';
import { texts } from '../../lib/texts.ts';
import form from '../../ui/form.module.css';
import { choose, useDatasetChoices } from './dataset-choices.ts';
import { leftOutOf, useOpenDoubts } from './dataset-doubts.ts';
import { closeDatasetDialog, useDatasetDialog } from './dialog-store.ts';
import { AllLeftOut, DoubtsChoice, DoubtsNotice } from './doubts-notice.tsx';
import { FormatFields } from './format-fields.tsx';
import { generateTexts } from './generate-texts.ts';
import { startRun } from './generation.ts';
import classes from './generate.module.css';
import { LabelProblems } from './label-problems.tsx';
import { startMeasuring } from './measuring.ts';
import { useFetchModel, type FetchModel } from './model-engine.ts';
import { RangeFields } from './range-fields.tsx';
import { startServerRun } from './server-run.ts';
import { SamplingControl } from './sampling-control.tsx';
import { isAllLabelled, useExpectedWork } from './use-expected-work.ts';
import { usePlaces } from './use-places.ts';
import { WhereItRuns } from './where-it-runs.tsx';

/** Everything that is to be decided before a dataset is made. Opened through the dialog's store. */
export function CreateDatasetDialog() {
  const opened = useDatasetDialog((state) => state.opened);
  const ready = useProjectStore((state) => state.project !== null);
  return (
    <Modal opened={opened && ready} onClose={closeDatasetDialog} title={generateTexts.create} size={720} centered>
      <DialogBody />
    </Modal>
  );
}

function DialogBody() {
  const fetchModel = useFetchModel();
  const problems = useDatasetDialog((state) => state.problems);
  const choices = useDatasetChoices();
  const projectName = useProjectStore((state) => state.project?.name ?? '');
  const classCount = useProjectStore((state) => state.project?.classes.length ?? 0);
  const busy = useRunStore((state) => isBusy(state.status));
  const work = useExpectedWork();
  const places = usePlaces(work);
  const doubts = useOpenDoubts();
  const allLabelled = isAllLabelled(work);
  // Where all labels are there the model is not needed, nor its download.
  const needsModel = !allLabelled;
  useEffect(() => {
    if (needsModel) startMeasuring(fetchModel);
  }, [needsModel, fetchModel]);
  // How many frames go can only be told once nothing is to be propagated any more.
  const frames = work.frames - (allLabelled ? leftOutOf(doubts, choices) : 0);
  const unready = busy || !isSplitValid(choices) || frames <= 0;
  return (
    <form
      className={classes['dialog']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!unready) void confirm(places.chosen, fetchModel);
      }}
    >
      <LabelProblems severity="warning" problems={problems} />
      <DoubtsNotice open={doubts} />
      <div className={form['columns']}>
        <div className={form['column']}>
          <TextInput
            label={generateTexts.name}
            maxLength={200}
            value={choices.name ?? projectName}
            onChange={(event) => choose({ name: event.currentTarget.value })}
            data-autofocus
          />
          <RangeFields />
          <SamplingControl />
          <LeaveOutFields value={choices} onChange={choose} />
          <DoubtsChoice
            open={doubts}
            allLabelled={allLabelled}
            reviewed={places.chosen === 'server' && choices.review}
          />
          <FormatFields />
        </div>
        <div className={form['column']}>
          <SplitFields value={choices} onChange={choose} />
          <WhereItRuns work={work} places={places} />
          <PriceEstimate
            datasets={[{ frames, classes: classCount }]}
            atMost={allLabelled ? choices.skipNearDuplicates : maySkipFrames(choices)}
          />
        </div>
      </div>
      {work.frames === 0 && (
        <p className={form['error']} role="alert">
          {generateTexts.nothingInRange}
        </p>
      )}
      {work.frames > 0 && frames <= 0 && <AllLeftOut />}
      <LeftOutNote />
      <div className={classes['foot']}>
        <AccountNote />
        <Button variant="default" onClick={closeDatasetDialog}>
          {texts.cancel}
        </Button>
        <Button type="submit" disabled={unready}>
          {generateTexts.confirm}
        </Button>
      </div>
    </form>
  );
}

/** Datasets are made by those who are signed in: others are asked to, and find their choices again where they would rather not. */
async function confirm(place: Place, fetchModel: FetchModel): Promise<void> {
  const { problems } = useDatasetDialog.getState();
  closeDatasetDialog();
  if (!maySignedIn() && !(await askToSignIn())) useDatasetDialog.setState({ opened: true, problems });
  else if (place === 'here') await startRun('dataset', fetchModel);
  else await startServerRun(useDatasetChoices.getState().review ? 'labels' : 'dataset');
}

/** Labels that are not used are easily forgotten. */
function LeftOutNote() {
  const leftOut = useDatasetChoices((state) => state.leftOut);
  const labelled = useProjectStore((state) => state.project?.labelledFrames);
  const count = labelled?.filter((frame) => leftOut.has(frame)).length ?? 0;
  return count > 0 ? <p className={classes['note']}>{generateTexts.leftOut(count)}</p> : null;
}

function AccountNote() {
  const { data: account } = useAccount();
  return <p className={classes['note']}>{account ? generateTexts.signedIn : generateTexts.signedOut}</p>;
}
