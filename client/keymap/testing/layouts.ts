import { parseKeys } from '../notation.ts';

/** Characters of keys by their codes: without and with Shift. Only those that shortcuts use. */
type Plate = ReadonlyMap<string, readonly [string, string]>;

const LETTER_CODES = [...'QWERTYUIOPASDFGHJKLZXCVBNM'].map((letter) => `Key${letter}`);
const DIGIT_CODES = [...'1234567890'].map((digit) => `Digit${digit}`);

function plate(letters: string, digits: string, shifted: string, symbols: Readonly<Record<string, string>>): Plate {
  return new Map<string, readonly [string, string]>([
    ...Object.entries(symbols).map(([code, [plain = '', shift = '']]): [string, [string, string]] => [
      code,
      [plain, shift],
    ]),
    ...LETTER_CODES.slice(0, letters.length).map((code, at): [string, [string, string]] => {
      const letter = letters[at] ?? '';
      return [code, [letter.toLowerCase(), letter]];
    }),
    ...DIGIT_CODES.map((code, at): [string, [string, string]] => [code, [digits[at] ?? '', shifted[at] ?? '']]),
  ]);
}

/** Keyboards of several countries. */
export const LAYOUTS = {
  US: plate('QWERTYUIOPASDFGHJKLZXCVBNM', '1234567890', '!@#$%^&*()', {
    Minus: '-_',
    Equal: '=+',
    BracketLeft: '[{',
    BracketRight: ']}',
    Comma: ',<',
    Period: '.>',
    Slash: '/?',
  }),
  Russian: plate('ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ', '1234567890', '!"№;%:?*()', {
    Minus: '-_',
    Equal: '=+',
    BracketLeft: 'хХ',
    BracketRight: 'ъЪ',
    Comma: 'бБ',
    Period: 'юЮ',
    Slash: '.,',
  }),
  German: plate('QWERTZUIOPASDFGHJKLYXCVBNM', '1234567890', '!"§$%&/()=', {
    Minus: 'ß?',
    BracketLeft: 'üÜ',
    BracketRight: '+*',
    Comma: ',;',
    Period: '.:',
    Slash: '-_',
  }),
  French: plate('AZERTYUIOPQSDFGHJKLWXCVBN', '&é"\'(-è_çà', '1234567890', {
    // The minus beside the letters shares its key with 6, which is a class first.
    NumpadSubtract: '--',
    Semicolon: 'mM',
    Equal: '=+',
    KeyM: ',?',
    Comma: ';.',
    Period: ':/',
  }),
} as const satisfies Record<string, Plate>;
export type Layout = keyof typeof LAYOUTS;

interface Press {
  readonly key: string;
  readonly code: string;
  readonly mod?: boolean;
  readonly alt?: boolean;
  readonly shift?: boolean;
}

/** A press as the browser reports it. */
export const eventFor = ({ key, code, mod = false, alt = false, shift = false }: Press) => ({
  key,
  code,
  ctrlKey: mod,
  metaKey: false,
  altKey: alt,
  shiftKey: shift,
});

/**
 * Presses keys of the notation on a layout: letters by their label, or by position in another alphabet; signs
 * wherever they are. null where the layout does not have the sign at all.
 */
export function pressOn(layout: Layout, keys: string): ReturnType<typeof eventFor> | null {
  const parts = parseKeys(keys);
  if (!parts) return null;
  const { name, ...held } = parts;
  if (name === 'Space') return eventFor({ ...held, key: ' ', code: 'Space' });
  if (name.length > 1) return eventFor({ ...held, key: name, code: name });
  const plates: Plate = LAYOUTS[layout];
  const found = [...plates].find(([, signs]) => signs.some((sign) => sign.toUpperCase() === name));
  if (found) {
    const [code, [plain, shifted]] = found;
    const isLetter = /[A-Z]/.test(name);
    const shift = isLetter ? held.shift : plain !== name;
    return eventFor({ ...held, shift, key: shift ? shifted : plain, code });
  }
  const place = [...LAYOUTS.US].find(([, signs]) => signs.some((sign) => sign.toUpperCase() === name));
  const signs = place && plates.get(place[0]);
  // Where another alphabet has the key, the position is pressed.
  if (!place || !signs || !/[\p{L}]/u.test(signs[0])) return null;
  return eventFor({ ...held, key: signs[held.shift ? 1 : 0], code: place[0] });
}
