import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { ACTION_GROUPS, ACTION_IDS, ACTIONS, PRESETS, presetKeys, type ActionId } from './actions.ts';
import { keyLabel, labelOfKeys } from './key-label.ts';
import { actionOf, assignKeys, choosePreset, keysOf, parseKeymap, resetKeys, useKeymapStore } from './keymap-store.ts';
import { isReserved, parseKeys } from './notation.ts';
import { pressedKeys } from './pressed.ts';
import { actionOfEvent } from './use-actions.ts';
import { eventFor, LAYOUTS, pressOn, type Layout } from './testing/layouts.ts';

beforeEach(() => choosePreset('cvat'));

const anAction = fc.constantFrom(...ACTION_IDS);
const someKeys = fc
  .tuple(
    fc.boolean(),
    fc.boolean(),
    fc.boolean(),
    fc.constantFrom('A', 'F', 'Z', '1', '?', '+', 'Space', 'Enter', 'ArrowUp'),
  )
  .map(([mod, alt, shift, name]) => `${mod ? 'mod+' : ''}${alt ? 'alt+' : ''}${shift ? 'shift+' : ''}${name}`);

describe('the presets', () => {
  it('list every action in a group', () => {
    expect(new Set(ACTION_IDS.map((id) => ACTIONS[id].group))).toEqual(new Set(ACTION_GROUPS));
  });

  describe.each(PRESETS)('%s', (preset) => {
    const all = ACTION_IDS.flatMap((id) => presetKeys(id, preset).map((keys) => [keys, id] as const));

    it('gives every action a key, and no key to two', () => {
      expect(ACTION_IDS.filter((id) => presetKeys(id, preset).length === 0)).toEqual([]);
      expect(all.map(([keys]) => keys)).toEqual([...new Set(all.map(([keys]) => keys))]);
    });

    it('takes nothing from the browser', () => {
      expect(all.filter(([keys]) => isReserved(keys))).toEqual([]);
    });

    it.each(Object.keys(LAYOUTS) as Layout[])('can be used on a %s keyboard', (layout) => {
      choosePreset(preset);
      for (const [keys, id] of all) {
        const event = pressOn(layout, keys);
        // "=" lies elsewhere or needs Shift on some layouts, where "+" does the same.
        if (event === null) expect(presetKeys(id, preset).some((other) => pressOn(layout, other) !== null)).toBe(true);
        else expect(actionOfEvent(event), `${layout} ${keys}`).toBe(id);
      }
    });
  });

  it('are those of CVAT', () => {
    const known: Readonly<Record<string, ActionId>> = {
      F: 'frame.next',
      D: 'frame.previous',
      V: 'frame.nextTen',
      C: 'frame.previousTen',
      Space: 'video.play',
      R: 'keyframe.next',
      E: 'keyframe.previous',
      K: 'keyframe.toggle',
      O: 'label.outside',
      N: 'tool.draw',
      Escape: 'edit.cancel',
      Delete: 'edit.delete',
      'mod+Z': 'edit.undo',
      'mod+shift+Z': 'edit.redo',
      'mod+S': 'project.save',
    };
    expect(Object.keys(known).map((keys) => actionOf(keys))).toEqual(Object.values(known));
  });
});

describe('keys that belong to the browser', () => {
  it.each([
    ...[
      'mod+T',
      'mod+W',
      'mod+N',
      'mod+R',
      'mod+L',
      'mod+F',
      'mod+P',
      'mod+D',
      'mod+1',
      'mod+0',
      'mod++',
      'mod+-',
      'mod+Tab',
    ],
    ...['mod+shift+T', 'mod+shift+N', 'mod+shift+I', 'mod+shift+Delete', 'mod+alt+Delete', 'mod+PageDown', 'mod+F4'],
    ...['F1', 'F3', 'F5', 'F11', 'F12', 'Tab', 'shift+Tab', 'shift+F5', 'ContextMenu', 'BrowserBack', 'MediaPlayPause'],
    ...[
      'alt+F4',
      'alt+ArrowLeft',
      'alt+ArrowRight',
      'alt+Home',
      'alt+D',
      'alt+F',
      'alt+1',
      'alt+Space',
      'shift+Escape',
      '',
    ],
  ])('%s', (keys) => expect(isReserved(keys)).toBe(true));

  it.each([
    'F',
    '1',
    '?',
    '+',
    'Space',
    'Escape',
    'Delete',
    'shift+R',
    'mod+Z',
    'mod+S',
    'mod+Enter',
    'F2',
    'alt+ArrowUp',
    'mod+alt+K',
  ])('%s does not', (keys) => expect(isReserved(keys)).toBe(false));
});

describe('what was pressed', () => {
  const press = (key: string, code: string, ...held: string[]) =>
    pressedKeys(
      eventFor({ key, code, mod: held.includes('ctrl'), alt: held.includes('alt'), shift: held.includes('shift') }),
    );

  it('is read by what Latin letters type, by place in other alphabets', () => {
    expect(press('a', 'KeyA')).toEqual(['A']);
    expect(press('F', 'KeyF')).toEqual(['F']); // Caps Lock
    expect(press('F', 'KeyF', 'shift')).toEqual(['shift+F']);
    expect(press('z', 'KeyY', 'ctrl')).toEqual(['mod+Z']); // a German keyboard: not redo
    expect(press('я', 'KeyZ', 'ctrl')).toEqual(['mod+Z']);
    expect(press('А', 'KeyF', 'shift')).toEqual(['shift+F']);
    expect(press('ω', 'KeyV')).toEqual(['V']);
    expect(press('Ω', 'KeyZ', 'alt')).toEqual(['alt+Z']); // Option on a Mac
    expect(press('Dead', 'KeyE', 'alt')).toEqual(['alt+E']);
  });

  it('names digits by their place, signs by what they type', () => {
    expect(press('1', 'Digit1')).toEqual(['1']);
    expect(press('&', 'Digit1')).toEqual(['1', '&']); // a French keyboard
    expect(press('!', 'Digit1', 'shift')).toEqual(['shift+1', '!']);
    expect(press('?', 'Slash', 'shift')).toEqual(['?']);
    expect(press('?', 'Digit7', 'shift')).toEqual(['shift+7', '?']); // a Russian keyboard
    expect(press('ю', 'Period')).toEqual(['.']);
    expect(press('+', 'Equal', 'shift')).toEqual(['+']);
    expect(press('+', 'NumpadAdd')).toEqual(['+']);
    expect(press('3', 'Numpad3')).toEqual(['3']);
    expect(press('PageDown', 'Numpad3')).toEqual(['PageDown']); // without Num Lock
  });

  it('names other keys, with the modifiers in one order', () => {
    expect(press(' ', 'Space')).toEqual(['Space']);
    expect(press('\u00a0', 'Space', 'alt', 'ctrl')).toEqual(['mod+alt+Space']);
    expect(press('ArrowLeft', 'ArrowLeft', 'shift', 'ctrl', 'alt')).toEqual(['mod+alt+shift+ArrowLeft']);
    expect(press('Enter', 'NumpadEnter')).toEqual(['Enter']);
    expect(pressedKeys({ ...eventFor({ key: 's', code: 'KeyS' }), metaKey: true })).toEqual(['mod+S']);
  });

  it.each(['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Process'])(
    'is nothing while only %s is held',
    (key) => expect(press(key, `${key}Left`, 'shift')).toEqual([]),
  );

  it('can be taken apart and put together again, and has a label, whatever it was', () => {
    const aKey = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      fc.constantFrom('Enter', 'ArrowLeft', 'F2', 'Delete', 'Dead', '+', ' ', 'я', 'ß'),
    );
    const aCode = fc.constantFrom('KeyA', 'Digit4', 'Slash', 'Equal', 'NumpadAdd', 'Enter', 'Space', '');
    fc.assert(
      fc.property(aKey, aCode, fc.boolean(), fc.boolean(), fc.boolean(), (key, code, mod, alt, shift) => {
        for (const keys of pressedKeys(eventFor({ key, code, mod, alt, shift }))) {
          const parts = parseKeys(keys);
          expect(parts).not.toBeNull();
          if (!parts) return;
          expect(
            `${parts.mod ? 'mod+' : ''}${parts.alt ? 'alt+' : ''}${parts.shift ? 'shift+' : ''}${parts.name}`,
          ).toBe(keys);
          expect(parts.mod).toBe(mod);
          expect(parts.alt).toBe(alt);
          expect(labelOfKeys(keys, false).endsWith('+')).toBe(parts.name === '+');
        }
      }),
    );
  });
});

describe('own keys', () => {
  it('take the place of the preset’s, and are taken from the action that had them', () => {
    assignKeys('frame.next', 'D');
    expect(keysOf('frame.next')).toEqual(['D']);
    expect(keysOf('frame.previous')).toEqual([]);
    expect([actionOf('D'), actionOf('F')]).toEqual(['frame.next', null]);
    expect(keyLabel('frame.previous')).toBeUndefined();
    resetKeys('frame.previous');
    expect([actionOf('D'), keysOf('frame.next')]).toEqual(['frame.previous', []]);
    resetKeys('frame.next');
    expect(useKeymapStore.getState().changed).toEqual({});
  });

  it('leave the other keys of an action that loses one', () => {
    assignKeys('tool.smart', 'Backspace');
    expect(keysOf('edit.delete')).toEqual(['Delete']);
  });

  it('go with another preset', () => {
    assignKeys('frame.next', 'J');
    choosePreset('labelStudio');
    expect([actionOf('J'), actionOf('ArrowRight')]).toEqual([null, 'frame.next']);
  });

  it('never give one key to two actions, however they are changed, and come back after a reload', () => {
    const step = fc.oneof(
      fc.tuple(fc.constant(assignKeys), anAction, someKeys),
      fc.tuple(
        fc.constant((id: ActionId) => resetKeys(id)),
        anAction,
        someKeys,
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...PRESETS), fc.array(step, { maxLength: 12 }), (preset, steps) => {
        choosePreset(preset);
        for (const [change, id, keys] of steps) {
          change(id, keys);
          if (change === assignKeys) expect(keysOf(id)).toEqual([keys]);
          else expect(keysOf(id)).toEqual(presetKeys(id, preset));
        }
        const all = ACTION_IDS.flatMap((id) => keysOf(id));
        expect(all).toEqual([...new Set(all)]);
        const { changed } = useKeymapStore.getState();
        if (Object.values(changed).flat().some(isReserved)) return;
        expect(parseKeymap(JSON.parse(localStorage.getItem('vdf-keymap') ?? ''))).toEqual({ preset, changed });
      }),
    );
  });

  it('that were saved wrongly are put right', () => {
    const fresh = { preset: 'cvat', changed: {} };
    for (const saved of [
      null,
      'x',
      {},
      { preset: 'vim', changed: {} },
      { preset: 'cvat', changed: { 'frame.next': 'F' } },
    ])
      expect(parseKeymap(saved)).toEqual(fresh);
    const changed = { 'no.more': ['F'], 'tool.box': ['F', 'F', 'mod+T'], 'tool.brush': ['F'] };
    expect(parseKeymap({ preset: 'cvat', changed })).toEqual({
      preset: 'cvat',
      changed: { 'tool.box': ['F'], 'tool.brush': [], 'frame.next': [] },
    });
  });
});

it('labels keys as they are printed', () => {
  expect(['mod+shift+Z', 'Delete', 'Space', '+', 'mod+alt+ArrowLeft'].map((keys) => labelOfKeys(keys, false))).toEqual([
    'Ctrl+Shift+Z',
    'Del',
    'Space',
    '+',
    'Ctrl+Alt+←',
  ]);
  expect(labelOfKeys('mod+shift+Z', true)).toBe('⇧⌘Z');
});
