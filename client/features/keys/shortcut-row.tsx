import { Button, Kbd } from '@mantine/core';
import { Pencil, RotateCcw } from 'lucide-react';
import type { ActionId } from '../../keymap/actions.ts';
import { labelOfKeys } from '../../keymap/key-label.ts';
import { keyTexts } from '../../keymap/key-texts.ts';
import { keysOf, resetKeys, useKeymapStore } from '../../keymap/keymap-store.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { keysTexts } from './keys-texts.ts';
import classes from './keys.module.css';
import type { KeyRecorder } from './use-key-recorder.ts';

/** An action with its keys, and the state of changing them. */
export function ShortcutRow({ action, recorder }: { action: ActionId; recorder: KeyRecorder }) {
  const keymap = useKeymapStore();
  const keys = keysOf(action, keymap);
  const isOwn = keymap.changed[action] !== undefined;
  const name = keyTexts.actions[action];
  return (
    <li className={classes['row']}>
      <span className={classes['name']}>
        {name}
        {isOwn && <span className={classes['own']}>{keysTexts.own}</span>}
      </span>
      <span className={classes['keys']}>
        {keys.map((each) => (
          <Kbd key={each} size="xs">
            {labelOfKeys(each)}
          </Kbd>
        ))}
        {keys.length === 0 && <span className={classes['note']}>{keysTexts.none}</span>}
      </span>
      <IconButton
        icon={Pencil}
        label={keysTexts.changeKeysOf(name)}
        size={24}
        iconSize={13}
        onClick={() => recorder.listen(action)}
      />
      {isOwn && (
        <IconButton
          icon={RotateCcw}
          label={keysTexts.resetKeysOf(name)}
          size={24}
          iconSize={13}
          onClick={() => {
            recorder.stop();
            resetKeys(action);
          }}
        />
      )}
      <Progress action={action} recorder={recorder} />
    </li>
  );
}

/** The next step for the user, or the result; announced as it changes. */
function Progress({ action, recorder: { recording, takeOver, stop } }: { action: ActionId; recorder: KeyRecorder }) {
  if (recording.step === 'idle' || recording.action !== action) return null;
  const name = keyTexts.actions[action];
  return (
    <div className={classes['progress']} role="status">
      {recording.step === 'listening' && (
        <>
          {recording.refused !== null && (
            <p className={classes['refused']}>{keysTexts.reserved(labelOfKeys(recording.refused))}</p>
          )}
          <p>{keysTexts.recording(name)}</p>
        </>
      )}
      {recording.step === 'taken' && (
        <>
          <p>{keysTexts.taken(labelOfKeys(recording.keys), keyTexts.actions[recording.by])}</p>
          <Button size="compact-xs" onClick={takeOver} autoFocus>
            {keysTexts.takeOver}
          </Button>
          <Button size="compact-xs" variant="default" onClick={stop}>
            {keysTexts.keep}
          </Button>
        </>
      )}
      {recording.step === 'done' && <p>{keysTexts.changed(name, labelOfKeys(recording.keys))}</p>}
    </div>
  );
}
