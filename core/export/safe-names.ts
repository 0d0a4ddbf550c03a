import { ForgeError } from '../errors.ts';
import { allInvisible, invisible, lookalikeKey, trimInvisible } from '../schema/invisible.ts';

/** Most characters of a class name; the project schema has the same limit. */
export const MAX_CLASS_NAME_LENGTH = 50;
/**
 * Most characters and bytes of a generated file name without its extension: with a suffix it stays far under
 * the 255 bytes of file systems.
 */
const MAX_FILE_STEM_LENGTH = 80;
const MAX_FILE_STEM_BYTES = 120;
const MAX_PATH_PART_BYTES = 255;

/** Characters that end a path, a line or a field in some format, or that Windows forbids in names. */
const RESERVED = /[/\\:*?"<>|]/;
const ALL_RESERVED = new RegExp(RESERVED, 'g');
/** Device names of Windows; also with an extension. */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|(com|lpt)[\d\u00b9\u00b2\u00b3])(\..*)?$/i;
/**
 * Characters that a file name drops: everything but letters, marks, digits and `-`, and everything invisible
 * (fillers, variation selectors, joiners). Underscores are among them, so that a run of them becomes one, as
 * in ASCII names.
 */
const NO_LETTERS = /(?:\p{DI}|[^\p{L}\p{M}\p{Nd}-])+/gu;
const ONLY_ASCII = /^[\u0000-\u007f]*$/;

export type ClassNameVerdict =
  { readonly ok: true; readonly name: string } | { readonly ok: false; readonly refusal: ForgeError };

/**
 * The form in which class names are compared and stored: NFC, without white space or joiners at the ends,
 * inner white space as single blanks.
 */
function normalise(name: string): string {
  return trimInvisible(name.normalize('NFC').replace(/[^\S\n\r\u2028\u2029]+/gu, ' '));
}

/**
 * Validates a class name for a form: an accepted name is also safe in every export format.
 * Accepted names come back normalised (NFC, single blanks); a refusal is a `class_name_invalid`.
 *
 * @param existing names of the project's other classes; a name may not look like one of them, in any case
 */
export function validateClassName(name: string, existing: readonly string[]): ClassNameVerdict {
  const refuse = (refusal: ForgeError): ClassNameVerdict => ({ ok: false, refusal });
  const clean = normalise(name);
  if (clean === '') return refuse(new ForgeError('class_name_invalid.empty'));
  if (invisible.test(clean)) return refuse(new ForgeError('class_name_invalid.invisible'));
  const reserved = RESERVED.exec(clean);
  if (reserved) return refuse(new ForgeError('class_name_invalid.character', { character: reserved[0] }));
  if (!/[\p{L}\p{N}]/u.test(clean)) return refuse(new ForgeError('class_name_invalid.no_letter'));
  if (clean.length > MAX_CLASS_NAME_LENGTH)
    return refuse(new ForgeError('class_name_invalid.length', { count: MAX_CLASS_NAME_LENGTH }));
  const look = lookalikeKey(clean);
  const twin = existing.find((other) => lookalikeKey(normalise(other)) === look);
  if (twin !== undefined) return refuse(new ForgeError('class_name_invalid.taken', { name: twin }));
  return { ok: true, name: clean };
}

/**
 * Class names as formats write them: one line each, nothing invisible or reserved, not empty, and distinct in
 * any case.
 * Names that `validateClassName` accepts come back unchanged; others (a project file edited by hand) are
 * repaired.
 */
export function safeClassNames(names: readonly string[]): string[] {
  return distinct(
    names.map((name, index) => {
      const clean = cut(normalise(name.replace(allInvisible, '_').replace(ALL_RESERVED, '_')), MAX_CLASS_NAME_LENGTH);
      return /[\p{L}\p{N}]/u.test(clean) ? clean : `class_${index}`;
    }),
    MAX_CLASS_NAME_LENGTH,
  );
}

/**
 * A file name stem that every file system accepts: letters and digits of any script in NFC, `_` and `-`, no
 * device name, not empty, at most 80 characters and 120 bytes. An ASCII name gives an ASCII stem, the same in
 * every version; another name that cannot be kept as it is gets a short hash, so that different names stay
 * different. `fallback` is used where nothing of the name can be kept, and must itself be safe.
 */
export function safeFileStem(name: string, fallback = 'video'): string {
  if (ONLY_ASCII.test(name)) return asciiStem(name, fallback);
  const whole = name.normalize('NFC');
  const stem = fitted(whole.replace(NO_LETTERS, '_')).replace(/^[_\p{M}-]+|[_-]+$/gu, '');
  if (stem === whole) return stem;
  const end = `_${shortHash(whole)}`;
  const start = fitted(stem, end.length).replace(/[_-]+$/, '');
  return `${start || fallback}${end}`;
}

function asciiStem(name: string, fallback: string): string {
  const stem = name
    .replace(/[^A-Za-z0-9-]+/g, '_')
    .slice(0, MAX_FILE_STEM_LENGTH)
    .replace(/^[_-]+|[_-]+$/g, '');
  if (stem === '') return fallback;
  return WINDOWS_DEVICE.test(stem) ? `${fallback}_${stem}` : stem;
}

/** FNV-1a of 32 bits over the UTF-16 units, as eight digits. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    hash = Math.imul(hash ^ (unit & 255), 0x01000193);
    hash = Math.imul(hash ^ (unit >> 8), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

const utf8Bytes = (text: string): number => new TextEncoder().encode(text).length;

/** As many whole characters, with their marks, as fit a stem with a suffix of `reserved` ASCII characters. */
function fitted(text: string, reserved = 0): string {
  const mostLetters = MAX_FILE_STEM_LENGTH - reserved;
  const mostBytes = MAX_FILE_STEM_BYTES - reserved;
  if (text.length <= mostLetters && utf8Bytes(text) <= mostBytes) return text;
  let kept = '';
  let bytes = 0;
  for (const [letter] of text.matchAll(/\P{M}\p{M}*|\p{M}+/gsu)) {
    bytes += utf8Bytes(letter);
    if (bytes > mostBytes || kept.length + letter.length > mostLetters) break;
    kept += letter;
  }
  return kept;
}

/** The safe stem of a video's file name, without its extension. */
export function safeVideoStem(fileName: string): string {
  return safeFileStem(fileName.replace(/\.[A-Za-z0-9]{1,5}$/, ''));
}

/** True for a relative archive path that stays inside the archive and that every system can write. */
export function isSafeArchivePath(path: string): boolean {
  return path.split('/').every((part) => {
    if (part === '' || part.length > 200 || utf8Bytes(part) > MAX_PATH_PART_BYTES) return false;
    if (invisible.test(part) || RESERVED.test(part)) return false;
    return !/^[. ]|[. ]$/.test(part) && !WINDOWS_DEVICE.test(part);
  });
}

/**
 * The names with `_2`, `_3`, ... after those that are taken (in any case) by an earlier one; never longer
 * than `limit`.
 */
function distinct(names: readonly string[], limit: number): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let candidate = name;
    for (let copy = 2; taken.has(lookalikeKey(candidate)); copy += 1) {
      const suffix = `_${copy}`;
      candidate = `${cut(name, limit - suffix.length)}${suffix}`;
    }
    taken.add(lookalikeKey(candidate));
    return candidate;
  });
}

/** At most `limit` UTF-16 units, never half of a surrogate pair, without a blank at the end. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return text
    .slice(0, limit)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
}
