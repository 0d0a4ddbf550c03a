import { Button } from '@mantine/core';
import { PackagePlus } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useProjectStore } from '../../project/project-store.ts';
import { isBusy, useRunStore } from '../../run/run-store.ts';
import { Section } from '../../ui/section.tsx';
import { useBlocked, BlockedReasonNote } from '../../ui/use-blocked.tsx';
import { chooseFrames, useDatasetChoices } from '../../run/dataset/dataset-choices.ts';
import { useDatasetDialog } from '../../run/dataset/dialog-store.ts';
import { labelledFramesTexts } from './labelled-frames-texts.ts';
import { texts } from '../../i18n/texts.ts';
import classes from './labelled-frames.module.css';
import { LabelProblems } from '../../run/dataset-form/label-problems.tsx';
import { LabelledFrameRow } from './labelled-frame-row.tsx';
import { openDatasetDialog } from '../../run/dataset/open-dialog.ts';

/** Every frame that the user labelled, as small pictures to choose from, and the button for a dataset of them. */
export function LabelledFrames() {
  const frames = useProjectStore((state) => state.project?.labelledFrames);
  const leftOut = useDatasetChoices((state) => state.leftOut);
  const busy = useRunStore((state) => isBusy(state.status));
  const chosen = frames?.filter((frame) => !leftOut.has(frame)).length ?? 0;
  const { noFrames, chooseFirst } = labelledFramesTexts;
  const reason = frames?.length === 0 ? noFrames : chosen === 0 ? chooseFirst : busy ? texts.runUnderWay : null;
  const create = useBlocked(reason, openDatasetDialog);
  if (!frames) return null;
  return (
    <Section
      title={labelledFramesTexts.labelledFrames}
      note={frames.length > 0 ? labelledFramesTexts.chosenOf(chosen, frames.length) : undefined}
    >
      {frames.length > 1 && (
        <div className={classes['inline']}>
          <Button
            variant="subtle"
            size="compact-xs"
            disabled={chosen === frames.length}
            onClick={() => chooseFrames(frames, true)}
          >
            {labelledFramesTexts.chooseAll}
          </Button>
          <Button
            variant="subtle"
            size="compact-xs"
            disabled={chosen === 0}
            onClick={() => chooseFrames(frames, false)}
          >
            {labelledFramesTexts.chooseNone}
          </Button>
        </div>
      )}
      {frames.length > 0 && (
        <ul className={classes['frames']}>
          {frames.map((frame) => (
            <LabelledFrameRow key={frame} frame={frame} chosen={!leftOut.has(frame)} />
          ))}
        </ul>
      )}
      <Button {...create.button} leftSection={<PackagePlus size={15} aria-hidden />} onClick={create.press}>
        {texts.createDataset}
      </Button>
      <BlockedReasonNote why={create.why} always={!busy} />
      <Blocking />
    </Section>
  );
}

/** The problems that kept the dialog closed; cleared when the labels are checked again. */
function Blocking() {
  const { opened, problems, checks } = useDatasetDialog();
  const place = useRef<HTMLDivElement>(null);
  const errors = problems.filter(({ severity }) => severity === 'error');
  const shown = !opened && errors.length > 0;
  useEffect(() => {
    if (shown) place.current?.scrollIntoView({ block: 'nearest' });
  }, [shown, checks]);
  if (!shown) return null;
  return (
    <div key={checks} ref={place} className={classes['blocking']}>
      <LabelProblems severity="error" problems={errors} />
    </div>
  );
}
