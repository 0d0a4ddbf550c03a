import { Button, Modal, SegmentedControl } from '@mantine/core';
import { ACTION_GROUPS, ACTION_IDS, ACTIONS, PRESETS, type ActionGroup } from '../../keymap/actions.ts';
import { keyTexts } from '../../keymap/key-texts.ts';
import { choosePreset, useKeymapStore } from '../../keymap/keymap-store.ts';
import { useFocusBack } from '../../ui/use-focus-back.ts';
import { keysTexts } from './keys-texts.ts';
import classes from './keys.module.css';
import { ShortcutRow } from './shortcut-row.tsx';
import { useKeyRecorder, type KeyRecorder } from './use-key-recorder.ts';

/** Every action with its keys, by group, a choice of presets, and a way to change each key. */
export default function Shortcuts({ onClose }: { onClose(): void }) {
  useFocusBack();
  const recorder = useKeyRecorder();
  return (
    <Modal
      opened
      onClose={onClose}
      title={keysTexts.title}
      size={900}
      closeOnEscape={recorder.recording.step !== 'listening'}
    >
      <Presets />
      <div className={classes['groups']}>
        {ACTION_GROUPS.map((group) => (
          <Group key={group} group={group} recorder={recorder} />
        ))}
        <FixedKeys />
      </div>
    </Modal>
  );
}

function Presets() {
  const { preset, changed } = useKeymapStore();
  const isChanged = Object.keys(changed).length > 0;
  return (
    <div className={classes['presets']}>
      <span aria-hidden>{keysTexts.preset}</span>
      <SegmentedControl
        aria-label={keysTexts.preset}
        value={preset}
        data={PRESETS.map((value) => ({ value, label: keysTexts.presets[value] }))}
        onChange={choosePreset}
      />
      {isChanged && (
        <>
          <span className={classes['note']}>{keysTexts.presetLosesChanges}</span>
          <Button variant="default" onClick={() => choosePreset(preset)}>
            {keysTexts.resetAll(keysTexts.presets[preset])}
          </Button>
        </>
      )}
    </div>
  );
}

function Group({ group, recorder }: { group: ActionGroup; recorder: KeyRecorder }) {
  const id = `keys-${group}`;
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className={classes['title']}>
        {keyTexts.groups[group]}
      </h3>
      <ul className={classes['rows']}>
        {ACTION_IDS.filter((action) => ACTIONS[action].group === group).map((action) => (
          <ShortcutRow key={action} action={action} recorder={recorder} />
        ))}
      </ul>
    </section>
  );
}

/** Keys and buttons that cannot be changed. */
function FixedKeys() {
  return (
    <section aria-labelledby="keys-fixed">
      <h3 id="keys-fixed" className={classes['title']}>
        {keysTexts.fixed}
      </h3>
      <ul className={classes['rows']}>
        {keysTexts.fixedKeys.map(({ action, keys }) => (
          <li key={action} className={classes['row']}>
            <span className={classes['name']}>{action}</span>
            <span className={classes['note']}>{keys}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
