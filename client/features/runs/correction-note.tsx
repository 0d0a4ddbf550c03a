import { Button, CloseButton, Loader } from '@mantine/core';
import { Check, TriangleAlert } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { useFetchModel } from '../../engine/model-engine.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { texts } from '../../i18n/texts.ts';
import { useKeyLabel } from '../../keymap/key-label.ts';
import { NO_CORRECTION, useCorrection } from '../../run/correction/correction-store.ts';
import { liveCorrection } from '../../run/correction/live-correction.ts';
import { correctionTexts } from './correction-texts.ts';
import classes from './correction-note.module.css';

/** How long the note says that all is updated, in milliseconds. */
const DONE_MS = 4000;

/** The state of the correction in progress, over the end of the frame view: how far it is, and how it ended. */
export function CorrectionNote() {
  const { status, around, framesTotal, error } = useCorrection();
  if (status === 'idle') return null;
  return (
    <div className={classes['note']} data-status={status} data-testid="correction">
      {(status === 'waiting' || status === 'updating') && <Updating />}
      {status === 'done' && <Done />}
      {(status === 'stopped' || status === 'failed') && <Unfinished />}
      <span className="visually-hidden" role="status">
        {status === 'waiting' && correctionTexts.begins(around)}
        {status === 'done' && correctionTexts.done(framesTotal)}
      </span>
      {error && (
        <p className={classes['error']} role="alert">
          {errorSentence(error)}
        </p>
      )}
    </div>
  );
}

function Updating() {
  const { status, framesDone, framesTotal } = useCorrection();
  const key = useKeyLabel('edit.cancel');
  const started = status === 'updating';
  return (
    <>
      <Loader size={14} aria-hidden />
      <span className={classes['text']}>
        {!started
          ? correctionTexts.starting
          : framesTotal === 0
            ? correctionTexts.thisFrame
            : correctionTexts.updating(framesDone, framesTotal)}
      </span>
      <Bar share={started && framesTotal > 0 ? framesDone / framesTotal : 0} />
      <Button
        size="compact-xs"
        variant="default"
        rightSection={key && <kbd className={classes['key']}>{key}</kbd>}
        onClick={() => void liveCorrection.stop()}
      >
        {correctionTexts.stop}
      </Button>
    </>
  );
}

function Bar({ share }: { readonly share: number }) {
  return (
    <span className={classes['bar']} aria-hidden>
      <span style={{ width: `${share * 100}%` }} />
    </span>
  );
}

function Done() {
  const { framesTotal } = useCorrection();
  useEffect(() => {
    const timer = setTimeout(dismiss, DONE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      <Check size={14} className={classes['ok']} aria-hidden />
      <span className={classes['text']}>{correctionTexts.done(framesTotal)}</span>
    </>
  );
}

/** Stopped or failed: what is not updated, and the way to go on. */
function Unfinished() {
  const { framesDone, framesTotal } = useCorrection();
  const fetchModel = useFetchModel();
  return (
    <>
      <TriangleAlert size={14} className={classes['warn']} aria-hidden />
      <Said>{correctionTexts.stopped(framesTotal - framesDone, framesTotal)}</Said>
      <Button size="compact-xs" onClick={() => void liveCorrection.start(fetchModel)}>
        {correctionTexts.goOn}
      </Button>
      <CloseButton size="sm" aria-label={texts.dismiss} onClick={dismiss} />
    </>
  );
}

function Said({ children }: { readonly children: ReactNode }) {
  return (
    <span className={classes['text']} role="status">
      {children}
    </span>
  );
}

const dismiss = (): void => useCorrection.setState(NO_CORRECTION, true);
