import { Button, CloseButton } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useProjectStore, type LastStep } from '../../project/project-store.ts';
import { stepName, stepTexts } from './step-texts.ts';
import { texts } from '../../i18n/texts.ts';
import classes from './stage-notes.module.css';

/** How long the notice is shown; pointing at it or focusing it keeps it longer. */
const SHOWN_MS = 10_000;

/**
 * Reports the last step where it changed more than the view shows (an object removed from the whole video),
 * and steps undone or redone, with a button for the opposite. It disappears with the next step.
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
    // A further step has its own notice and its own end.
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
