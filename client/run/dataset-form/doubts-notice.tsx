import { Button } from '@mantine/core';
import { DoubtsField } from './doubts-field.tsx';
import type { DoubtsChoice as DoubtsChoiceValue } from './spec-choices.ts';
import { Message } from '../../ui/message.tsx';
import { reviewDoubts, type OpenDoubts } from '../dataset/dataset-doubts.ts';
import { changeDraft } from '../dataset/dataset-draft.ts';
import { doubtsTexts } from '../dataset/doubts-texts.ts';
import classes from './dataset-form.module.css';

interface DoubtsNoticeProps {
  readonly open: OpenDoubts;
  /** Whether frames on which an object is unknown are left out. */
  readonly lostLeftOut: boolean;
}

/** Numbers of labels that need a look and of frames on which an object is unknown; nothing where both are 0. */
export function DoubtsNotice({ open: { doubts, lost }, lostLeftOut }: DoubtsNoticeProps) {
  if (doubts.length === 0 && lost === 0) return null;
  return (
    <Message kind="info" {...(doubts.length > 0 ? { title: doubtsTexts.need(doubts.length) } : {})}>
      <LostFrames lost={lost} leftOut={lostLeftOut} />
      {doubts.length > 0 && (
        <div className={classes['doubtsAction']}>
          <Button variant="default" size="compact-sm" onClick={() => reviewDoubts(doubts)}>
            {doubtsTexts.review}
          </Button>
        </div>
      )}
    </Message>
  );
}

/** Whether the frames on which an object is unknown are kept or left out. */
export function LostFrames({ lost, leftOut }: { readonly lost: number; readonly leftOut: boolean }) {
  if (lost === 0) return null;
  return leftOut ? doubtsTexts.lostLeftOut(lost) : doubtsTexts.lostKept(lost);
}

interface DoubtsChoiceProps {
  readonly open: OpenDoubts;
  readonly chosen: DoubtsChoiceValue;
  /** Nothing needs propagation: the doubts are known and shown in the dialog, so there is no later question. */
  readonly allLabelled: boolean;
  /** The labels are returned from the server for review before a dataset is made. */
  readonly reviewed: boolean;
}

/** The choice about labels that need a look; hidden where there can be none. */
export function DoubtsChoice({ open, chosen, allLabelled, reviewed }: DoubtsChoiceProps) {
  if (reviewed || (allLabelled && open.doubts.length === 0)) return null;
  return (
    <DoubtsField
      value={allLabelled && chosen === 'ask' ? 'use' : chosen}
      mayAsk={!allLabelled}
      frames={allLabelled ? open.frames : null}
      onChange={(doubts) => changeDraft({ doubts })}
    />
  );
}
