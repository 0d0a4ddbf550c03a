import { create } from 'zustand';
import { z } from 'zod';
import { ACTION_IDS, presetKeys, type ActionId, type Preset } from './actions.ts';
import { isReserved } from './notation.ts';

const KEY = 'vdf-keymap';
const savedSchema = z.object({
  preset: z.enum(['cvat', 'labelStudio']),
  changed: z.record(z.string(), z.array(z.string())),
});

type Changed = Readonly<Partial<Record<ActionId, readonly string[]>>>;

interface KeymapState {
  readonly preset: Preset;
  /** Keys that the user chose, instead of the preset's. */
  readonly changed: Changed;
}

/** The keymap: a preset and the user's own changes to it, kept in this browser. */
export const useKeymapStore = create<KeymapState>()(() => readSaved());

/** The current keys of an action; none where other actions took them. */
export function keysOf(id: ActionId, { preset, changed } = useKeymapStore.getState()): readonly string[] {
  return changed[id] ?? presetKeys(id, preset);
}

/** The action of some keys; null for none. */
export function actionOf(keys: string, state = useKeymapStore.getState()): ActionId | null {
  return ACTION_IDS.find((id) => keysOf(id, state).includes(keys)) ?? null;
}

/** Selects another preset; the user's own changes are dropped. */
export function choosePreset(preset: Preset): void {
  save({ preset, changed: {} });
}

/** Assigns keys to an action; any other action that had them loses them. */
export function assignKeys(id: ActionId, keys: string): void {
  giveKeys(id, [keys]);
}

/** Restores an action's preset keys, taking them from any action that has them now. */
export function resetKeys(id: ActionId): void {
  giveKeys(id, presetKeys(id, useKeymapStore.getState().preset));
}

function giveKeys(id: ActionId, keys: readonly string[]): void {
  const state = useKeymapStore.getState();
  const others = ACTION_IDS.filter((other) => other !== id).map((other) => {
    const left = keysOf(other, state).filter((each) => !keys.includes(each));
    return [other, left] as const;
  });
  save({ preset: state.preset, changed: changesFrom(state.preset, new Map([...others, [id, keys]])) });
}

/** The differences from the preset; the rest follows it. */
function changesFrom(preset: Preset, all: ReadonlyMap<ActionId, readonly string[]>): Changed {
  const differs = ([id, keys]: readonly [ActionId, readonly string[]]) =>
    keys.join(' ') !== presetKeys(id, preset).join(' ');
  return Object.fromEntries([...all].filter(differs));
}

function save(state: KeymapState): void {
  useKeymapStore.setState(state);
  try {
    localStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // A browser without storage forgets the keys at the next visit.
  }
}

function readSaved(): KeymapState {
  try {
    return parseKeymap(JSON.parse(localStorage.getItem(KEY) ?? 'null'));
  } catch {
    return parseKeymap(null); // Nothing was saved, or it cannot be read.
  }
}

/**
 * A keymap as it was saved, perhaps by an older version: actions that no longer exist are left out, and no
 * key has two actions: the user's own choice takes precedence over a preset.
 */
export function parseKeymap(saved: unknown): KeymapState {
  const parsed = savedSchema.safeParse(saved);
  if (!parsed.success) return { preset: 'cvat', changed: {} };
  const { preset, changed } = parsed.data;
  const taken = new Set<string>();
  const free = (keys: readonly string[]) => {
    const left = [...new Set(keys)].filter((each) => !isReserved(each) && !taken.has(each));
    for (const each of left) taken.add(each);
    return left;
  };
  const own = ACTION_IDS.flatMap((id) => (changed[id] ? [[id, free(changed[id])] as const] : []));
  const others = ACTION_IDS.filter((id) => !changed[id]).map((id) => [id, free(presetKeys(id, preset))] as const);
  return { preset, changed: changesFrom(preset, new Map([...own, ...others])) };
}
