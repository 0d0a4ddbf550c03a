import { Button, CloseButton } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useProjectStore, type LastStep } from '../../project/project-store.ts';
import { stepName, stepTexts } from './step-texts.ts';
import { texts } from '../../i18n/texts.ts';
import classes from './stage-notes.module.css';

/** So long it is there to be read; whoever points at it or is in it keeps it. */
const SHOWN_MS = 10_000;

/**
 * Says what went with the last step where that is more than meets the eye (an object goes from the whole video), and what was taken back or
 * done again, with the way back from there. It goes as soon as another step is taken.
 */
export function EditNotice() {
  const last = useProjectStore((state) => state.last);
  const [ended, setEnded] = useState<LastStep | null>(null);
  const onEnd = useCallback(() => setEnded(last), [last]);
  if (!last || last === ended || (last.how === 'done' && !last.step.gone)) return null;
  return <Notice last={last} onEnd={onEnd} />;
}

function Notice({ last, onEnd }: { readonly last: LastStep; onEnd(): void }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(onEnd, SHOWN_MS);
    return () => clearTimeout(timer);
    // A further step is another notice, with its own end.
  }, [held, onEnd]);
  const { undo, redo } = useProjectStore.getState();
  const name = stepName(last.step);
  const back = last.how === 'undone';
  return (
    <div
      className={`${classes['note']} ${classes['edit']}`}
      role="status"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className={classes['text']}>{sentence(last, name)}</span>
      <Button
        size="compact-xs"
        variant="light"
        aria-label={back ? stepTexts.redoThis(name) : stepTexts.undoThis(name)}
        onClick={back ? redo : undo}
      >
        {back ? texts.redo : texts.undo}
      </Button>
      <CloseButton size="sm" aria-label={texts.dismiss} onClick={onEnd} />
    </div>
  );
}

function sentence({ how, step: { gone } }: LastStep, name: string): string {
  if (how === 'undone') return stepTexts.undone(name);
  if (how === 'redone') return stepTexts.redone(name);
  if (!gone) return '';
  return gone.name === '' ? stepTexts.goneSeveral(gone.objects, gone.frames) : stepTexts.gone(gone.name, gone.frames);
}
