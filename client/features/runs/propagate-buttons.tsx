import { Button, Checkbox, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Play, RefreshCw } from 'lucide-react';
import { formatBytes } from '../../i18n/format.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { useActions } from '../../keymap/use-actions.ts';
import { modelBytes, modelEntryQuery } from '../../engine/model-manifest.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { isBusy, useRunStore } from '../../run/run-store.ts';
import { texts } from '../../i18n/texts.ts';
import { Message } from '../../ui/message.tsx';
import { Section } from '../../ui/section.tsx';
import { useBlocked, BlockedReasonNote } from '../../ui/use-blocked.tsx';
import { useDatasetDialog } from '../../run/dataset/dialog-store.ts';
import { setUpdateAround, useUpdateAround } from '../../run/correction/correction-store.ts';
import { liveCorrection } from '../../run/correction/live-correction.ts';
import { correctionTexts } from './correction-texts.ts';
import { runsTexts } from './runs-texts.ts';
import { startLocalRun } from '../../run/local/local-run.ts';
import classes from './runs.module.css';
import { useFetchModel } from '../../engine/model-engine.ts';
import { SamplingControl } from '../../run/dataset-form/sampling-control.tsx';

/** Section to propagate labels and look at them before a dataset is made. */
export function PropagatePanel() {
  // The dialog has the same sampling control: there is one of it at a time.
  const inDialog = useDatasetDialog((state) => state.opened);
  return (
    <Section title={texts.propagation}>
      {!inDialog && <SamplingControl />}
      <ModelFact />
      <PropagateButtons />
      <UpdateAroundChoice />
    </Section>
  );
}

/** Whether frames around a corrected label are updated by themselves. */
function UpdateAroundChoice() {
  const on = useUpdateAround((state) => state.on);
  return (
    <Tooltip label={correctionTexts.choiceHint} multiline maw={280}>
      <Checkbox
        label={correctionTexts.choice}
        checked={on}
        onChange={({ currentTarget: { checked } }) => {
          setUpdateAround(checked);
          if (!checked) void liveCorrection.stop();
        }}
      />
    </Tooltip>
  );
}

function ModelFact() {
  const { data: entry, error } = useQuery(modelEntryQuery);
  if (error) return <Message kind="error">{errorSentence(error)}</Message>;
  return <p className={classes['note']}>{entry ? texts.modelOnce(formatBytes(modelBytes(entry))) : '…'}</p>;
}

/** Buttons that propagate labels, everywhere or where they were corrected; the latter has a key, too. */
function PropagateButtons() {
  const fetchModel = useFetchModel();
  const busy = useRunStore((state) => isBusy(state.status));
  const drawn = useProjectStore((state) => (state.project?.tracks.length ?? 0) > 0);
  const corrections = useProjectStore((state) => state.corrections.length);
  const propagated = useProjectStore((state) => state.project?.engine !== undefined);
  const canCorrect = propagated && corrections > 0;
  const correct = () => void startLocalRun('corrections', fetchModel);
  useActions(canCorrect && !busy ? { 'run.corrections': correct } : {});
  const busyNow = busy ? texts.runUnderWay : null;
  const all = useBlocked(drawn ? busyNow : texts.needsBox, () => void startLocalRun('labels', fetchModel));
  const corrected = useBlocked(canCorrect ? busyNow : runsTexts.nothingCorrected, correct);
  return (
    <>
      <div className={classes['halves']}>
        <Tooltip label={all.why.reason ?? runsTexts.propagateHint}>
          <Button
            {...all.button}
            px={8}
            variant={canCorrect ? 'default' : 'light'}
            leftSection={<Play size={14} aria-hidden />}
            onClick={all.press}
          >
            {runsTexts.propagate}
          </Button>
        </Tooltip>
        <Tooltip label={corrected.why.reason} disabled={corrected.why.reason === null}>
          <Button
            {...corrected.button}
            px={8}
            variant={canCorrect ? 'filled' : 'default'}
            leftSection={<RefreshCw size={14} aria-hidden />}
            onClick={corrected.press}
          >
            {texts.repropagate}
          </Button>
        </Tooltip>
      </div>
      <BlockedReasonNote why={all.why} always={!drawn} />
      {corrected.why.reason !== all.why.reason && <BlockedReasonNote why={corrected.why} />}
      {canCorrect && <p className={classes['note']}>{texts.correctionsWait(corrections)}</p>}
    </>
  );
}
