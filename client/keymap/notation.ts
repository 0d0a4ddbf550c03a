/** Parsed keys: modifiers, and the key that is pressed with them. */
interface KeyParts {
  readonly mod: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly name: string;
}

/** Parses `mod+alt+shift+Name`; null for any other text. */
export function parseKeys(keys: string): KeyParts | null {
  const found = /^(mod\+)?(alt\+)?(shift\+)?(.+)$/su.exec(keys);
  const name = found?.[4];
  if (!found || name === undefined || (name.length > 1 && name.includes('+'))) return null;
  return { mod: found[1] !== undefined, alt: found[2] !== undefined, shift: found[3] !== undefined, name };
}

/** Keys that pages may use with Ctrl without taking anything from the browser: editing and saving. */
const FREE_WITH_MOD = /^[ACSVXYZ]$|^(Enter|Space|Backspace|Delete|Arrow(Left|Right|Up|Down))$/;
const FREE_WITH_MOD_SHIFT = /^[SYZ]$|^(Enter|Space|Arrow(Left|Right|Up|Down))$/;
const FREE_WITH_MOD_ALT = /^[A-KM-SU-Z0-9]$|^(Enter|Space|Arrow(Left|Right|Up|Down))$/;
/** Menus of browsers and windows, going back and forth, tabs by number. */
const TAKEN_WITH_ALT = /^[BDEFHSTV]$|^\d$|^(Space|Home|Enter|Escape|F4|ArrowLeft|ArrowRight)$/;
const TAKEN = /^(Tab|ContextMenu|PrintScreen|Pause|F(1|3|5|6|7|10|11|12))$|^(Audio|Media|Browser|Launch)/;

/** True for keys of the browser or the system: some never reach the page, and users need the others. */
export function isReserved(keys: string): boolean {
  const parts = parseKeys(keys);
  if (!parts) return true;
  const { mod, alt, shift, name } = parts;
  if (TAKEN.test(name)) return true;
  if (mod && alt) return !FREE_WITH_MOD_ALT.test(name);
  if (mod) return !(shift ? FREE_WITH_MOD_SHIFT : FREE_WITH_MOD).test(name);
  if (alt) return TAKEN_WITH_ALT.test(name);
  return shift && name === 'Escape';
}
