type Key = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Keys that only change what others do, and keys that mean nothing yet. */
const SILENT =
  /^(Shift|Control|Alt|Meta|AltGraph|OS|Super|Hyper|Fn|FnLock|CapsLock|NumLock|ScrollLock|Symbol|Process|Unidentified)$/;

/** What the keys beside letters and digits type on a US keyboard, without and with Shift. */
const US_SYMBOLS: Readonly<Record<string, readonly [string, string]>> = {
  Backquote: ['`', '~'],
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Backslash: ['\\', '|'],
  Semicolon: [';', ':'],
  Quote: ["'", '"'],
  Comma: [',', '<'],
  Period: ['.', '>'],
  Slash: ['/', '?'],
};

/** A key's name, and whether Shift is a modifier of it: in "?" it is part of the sign. */
interface Named {
  readonly name: string;
  readonly shifts: boolean;
}

/**
 * What was pressed, in the notation of actions.ts: the likeliest reading first, none where only modifiers are held.
 *
 * Letters are what they type where that is Latin, so that Ctrl+Z is Ctrl+Z on every Latin layout, and otherwise what their place has on a US
 * keyboard, so that shortcuts work while somebody writes Russian. Digits are named by their place first: on some layouts they need Shift.
 * Signs are what they type, then what their place has.
 */
export function pressedKeys(event: Key): readonly string[] {
  if (SILENT.test(event.key)) return [];
  const readings = /^Digit\d$/.test(event.code) ? [placed(event), typed(event)] : [typed(event), placed(event)];
  // A Latin letter has one reading: its place would be another letter on other layouts.
  const known = readings.filter((reading) => reading !== null);
  const used = known[0] && /^[A-Z]$/.test(known[0].name) ? known.slice(0, 1) : known;
  return [...new Set(used.map((reading) => written(event, reading)))];
}

/** The key by what it types; null for letters of other alphabets, and for what is not finished yet (an accent). */
function typed({ key }: Key): Named | null {
  if (key === ' ' || key === '\u00a0') return { name: 'Space', shifts: true };
  if (/^[a-z]$/i.test(key)) return { name: key.toUpperCase(), shifts: true };
  // Names of keys have several characters; what is typed has one, be it a surrogate pair.
  if ([...key].length > 1) return key === 'Dead' ? null : { name: key, shifts: true };
  return /[\p{L}\p{M}]/u.test(key) ? null : { name: key, shifts: false };
}

/** The key by its place on the keyboard; null for keys that every layout has alike. */
function placed({ code, shiftKey }: Key): Named | null {
  const name = /^(?:Key([A-Z])|Digit(\d))$/
    .exec(code)
    ?.slice(1)
    .find((each) => each !== undefined);
  if (name !== undefined) return { name, shifts: true };
  const symbol = US_SYMBOLS[code]?.[shiftKey ? 1 : 0];
  return symbol === undefined ? null : { name: symbol, shifts: false };
}

function written({ ctrlKey, metaKey, altKey, shiftKey }: Key, { name, shifts }: Named): string {
  const modifiers = [ctrlKey || metaKey ? 'mod+' : '', altKey ? 'alt+' : '', shiftKey && shifts ? 'shift+' : ''];
  return modifiers.join('') + name;
}
