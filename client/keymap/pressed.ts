type Key = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Keys that only modify others, and keys without a meaning yet. */
const SILENT =
  /^(Shift|Control|Alt|Meta|AltGraph|OS|Super|Hyper|Fn|FnLock|CapsLock|NumLock|ScrollLock|Symbol|Process|Unidentified)$/;

/** Characters of the keys beside letters and digits on a US keyboard, without and with Shift. */
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
 * The pressed keys in the notation of actions.ts: the likeliest reading first, none when only modifiers are
 * held.
 *
 * Letters are read by character when that is Latin, so that Ctrl+Z is Ctrl+Z on every Latin layout, and
 * otherwise by position on a US keyboard, so that shortcuts work with a Cyrillic layout. Digits are read by
 * position first: on some layouts they need Shift. Signs are read by character, then by position.
 */
export function pressedKeys(event: Key): readonly string[] {
  if (SILENT.test(event.key)) return [];
  const readings = /^Digit\d$/.test(event.code) ? [placed(event), typed(event)] : [typed(event), placed(event)];
  // A Latin letter has one reading: its position would be another letter on other layouts.
  const known = readings.filter((reading) => reading !== null);
  const used = known[0] && /^[A-Z]$/.test(known[0].name) ? known.slice(0, 1) : known;
  return [...new Set(used.map((reading) => written(event, reading)))];
}

/** The key by its character; null for letters of other alphabets, and for unfinished input (an accent). */
function typed({ key }: Key): Named | null {
  if (key === ' ' || key === '\u00a0') return { name: 'Space', shifts: true };
  if (/^[a-z]$/i.test(key)) return { name: key.toUpperCase(), shifts: true };
  // Names of keys have several characters; typed text has one, even as a surrogate pair.
  if ([...key].length > 1) return key === 'Dead' ? null : { name: key, shifts: true };
  return /[\p{L}\p{M}]/u.test(key) ? null : { name: key, shifts: false };
}

/** The key by its position on the keyboard; null for keys that every layout has alike. */
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
