import { useEffect, useState } from 'react';
import type { ActionId } from '../../keymap/actions.ts';
import { actionOf, assignKeys } from '../../keymap/keymap-store.ts';
import { isReserved } from '../../keymap/notation.ts';
import { pressedKeys } from '../../keymap/pressed.ts';

/** The state of changing the keys of one action. */
type Recording =
  | { readonly step: 'idle' }
  | { readonly step: 'listening'; readonly action: ActionId; readonly refused: string | null }
  | { readonly step: 'taken'; readonly action: ActionId; readonly keys: string; readonly by: ActionId }
  | { readonly step: 'done'; readonly action: ActionId; readonly keys: string };

export interface KeyRecorder {
  readonly recording: Recording;
  /** Records the next keys for an action. */
  listen(action: ActionId): void;
  /** Assigns the keys to the action although another one has them. */
  takeOver(): void;
  stop(): void;
}

/**
 * Records the keys that the user presses for an action. Keys of the browser are refused; keys of another
 * action need confirmation. While it records, keys do nothing else, and Escape ends it.
 */
export function useKeyRecorder(): KeyRecorder {
  const [recording, setRecording] = useState<Recording>({ step: 'idle' });
  const listening = recording.step === 'listening' ? recording.action : null;
  useEffect(() => {
    if (listening === null) return;
    const onKey = (event: KeyboardEvent) => {
      // Tab leaves: the keyboard must not be trapped here.
      const next = event.key === 'Tab' ? IDLE : afterKeys(listening, event);
      if (next === null) return;
      if (event.key !== 'Tab') event.preventDefault();
      event.stopPropagation();
      setRecording(next);
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [listening]);
  return {
    recording,
    listen: (action) => setRecording({ step: 'listening', action, refused: null }),
    takeOver() {
      if (recording.step === 'taken') setRecording(assigned(recording.action, recording.keys));
    },
    stop: () => setRecording(IDLE),
  };
}

const IDLE: Recording = { step: 'idle' };

function assigned(action: ActionId, keys: string): Recording {
  assignKeys(action, keys);
  return { step: 'done', action, keys };
}

/** The state after a key press; null while only modifiers are held. */
function afterKeys(action: ActionId, event: KeyboardEvent): Recording | null {
  const [keys] = pressedKeys(event);
  if (keys === undefined) return null;
  if (keys === 'Escape') return IDLE;
  if (isReserved(keys)) return { step: 'listening', action, refused: keys };
  const by = actionOf(keys);
  return by === null || by === action ? assigned(action, keys) : { step: 'taken', action, keys, by };
}
