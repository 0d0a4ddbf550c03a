import type { ActionId } from './actions.ts';
import { keyTexts } from './key-texts.ts';
import { keysOf, useKeymapStore } from './keymap-store.ts';
import { parseKeys } from './notation.ts';

/**
 * Labels printed on keys, where they differ from the key's name. The space bar's name depends on the
 * language.
 */
const KEYCAPS: Readonly<Record<string, string>> = {
  Escape: 'Esc',
  Delete: 'Del',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  '-': '−',
};

const onMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

/** Keys in readable form: "Ctrl+Shift+Z", on a Mac "⇧⌘Z". */
export function labelOfKeys(keys: string, mac = onMac()): string {
  const parts = parseKeys(keys);
  if (!parts) return keys;
  const name = parts.name === 'Space' ? keyTexts.space : (KEYCAPS[parts.name] ?? parts.name);
  if (mac) return `${parts.alt ? '⌥' : ''}${parts.shift ? '⇧' : ''}${parts.mod ? '⌘' : ''}${name}`;
  return [...(parts.mod ? ['Ctrl'] : []), ...(parts.alt ? ['Alt'] : []), ...(parts.shift ? ['Shift'] : []), name].join(
    '+',
  );
}

/** The current key of an action for a tooltip; undefined for an action that has none. */
export function keyLabel(id: ActionId, state = useKeymapStore.getState()): string | undefined {
  const [keys] = keysOf(id, state);
  return keys === undefined ? undefined : labelOfKeys(keys);
}

/** The key of an action for a tooltip; the component is rendered anew when the user changes it. */
export function useKeyLabel(id: ActionId): string | undefined {
  return useKeymapStore((state) => keyLabel(id, state));
}
