import { Button } from '@mantine/core';
import { DoubtsField } from './doubts-field.tsx';
import type { DoubtsChoice as DoubtsChoiceValue } from './spec-choices.ts';
import { Message } from '../../ui/message.tsx';
import { reviewDoubts, type OpenDoubts } from '../dataset-doubts.ts';
import { changeDraft } from '../dataset-draft.ts';
import { doubtsTexts } from '../doubts-texts.ts';
import classes from '../generate.module.css';

interface DoubtsNoticeProps {
  readonly open: OpenDoubts;
  /** Frames on which an object was lost are left out. */
  readonly lostLeftOut: boolean;
}

/** How many labels need a look, and how many frames show an object that was lost; nothing where there are none. */
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

/** What becomes of the frames on which an object was lost. */
export function LostFrames({ lost, leftOut }: { readonly lost: number; readonly leftOut: boolean }) {
  if (lost === 0) return null;
  return leftOut ? doubtsTexts.lostLeftOut(lost) : doubtsTexts.lostKept(lost);
}

interface DoubtsChoiceProps {
  readonly open: OpenDoubts;
  readonly chosen: DoubtsChoiceValue;
  /**
   * Nothing is to be propagated any more: what is in doubt is known, and told in the dialog, which is asking enough.
   */
  readonly allLabelled: boolean;
  /** The labels come back from the server before a dataset is made of them. */
  readonly reviewed: boolean;
}

/** What is done about labels that need a look; it is no question where there can be none. */
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
