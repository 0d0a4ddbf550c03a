/** Most characters of a class name; the project schema has the same bound. */
export const MAX_CLASS_NAME_LENGTH = 50;
/** Most characters of a file name made here, extension excluded: with a folder and a suffix it stays far under the 255 bytes of file systems. */
const MAX_FILE_STEM_LENGTH = 80;

/** Control and format characters (line breaks, NUL, right-to-left marks), lone surrogates, private use, separators, what YAML cannot hold. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\uFFFE\uFFFF]/u;
const ALL_INVISIBLE = new RegExp(INVISIBLE, 'gu');
/** Characters that end a path, a line or a field in some format, or that Windows forbids in names. */
const RESERVED = /[/\\:*?"<>|]/;
const ALL_RESERVED = new RegExp(RESERVED, 'g');
/** Device names of Windows; also with an extension. */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;

export type ClassNameVerdict =
  { readonly ok: true; readonly name: string } | { readonly ok: false; readonly sentence: string };

/** The form in which class names are compared and stored: NFC, without white space around, inner white space as single blanks. */
function normalise(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[^\S\n\r\u2028\u2029]+/gu, ' ')
    .trim();
}

/**
 * Judges a class name for a form: what is accepted is also safe in every export format.
 * Accepted names come back normalised (NFC, single blanks); a refusal says why in one sentence.
 *
 * @param existing names of the project's other classes; a name may not repeat one of them in any case
 */
export function validateClassName(name: string, existing: readonly string[]): ClassNameVerdict {
  const refuse = (sentence: string): ClassNameVerdict => ({ ok: false, sentence });
  const clean = normalise(name);
  if (clean === '') return refuse('A class needs a name.');
  if (INVISIBLE.test(clean)) return refuse('A class name cannot contain line breaks or invisible characters.');
  const reserved = RESERVED.exec(clean);
  if (reserved) return refuse(`A class name cannot contain "${reserved[0]}".`);
  if (!/[\p{L}\p{N}]/u.test(clean)) return refuse('A class name needs at least one letter or digit.');
  if (clean.length > MAX_CLASS_NAME_LENGTH)
    return refuse(`A class name can have at most ${MAX_CLASS_NAME_LENGTH} characters.`);
  const key = clean.toLowerCase();
  const twin = existing.find((other) => normalise(other).toLowerCase() === key);
  if (twin !== undefined) return refuse(`There is already a class named "${twin}".`);
  return { ok: true, name: clean };
}

/**
 * Class names as formats write them: one line each, nothing invisible or reserved, not empty, and distinct in any case.
 * Names that `validateClassName` accepts come back unchanged; others (a project file edited by hand) are mended.
 */
export function safeClassNames(names: readonly string[]): string[] {
  return distinct(
    names.map((name, index) => {
      const clean = cut(normalise(name.replace(ALL_INVISIBLE, '_').replace(ALL_RESERVED, '_')), MAX_CLASS_NAME_LENGTH);
      return /[\p{L}\p{N}]/u.test(clean) ? clean : `class_${index}`;
    }),
    MAX_CLASS_NAME_LENGTH,
  );
}

/**
 * A file name stem that every file system and every reader of datasets takes: letters, digits, `_` and `-` of ASCII only (OpenCV and
 * darknet on Windows fail on others), accents stripped, no device name, not empty, at most 80 characters.
 * `fallback` stands where nothing of the name can be kept, and must itself be safe.
 */
export function safeFileStem(name: string, fallback = 'video'): string {
  const ascii = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9-]+/g, '_')
    .slice(0, MAX_FILE_STEM_LENGTH)
    .replace(/^[_-]+|[_-]+$/g, '');
  if (ascii === '') return fallback;
  return WINDOWS_DEVICE.test(ascii) ? `${fallback}_${ascii}` : ascii;
}

/** The safe stem of a video's file name, its extension left out. */
export function safeVideoStem(fileName: string): string {
  return safeFileStem(fileName.replace(/\.[A-Za-z0-9]{1,5}$/, ''));
}

/** True for a relative path of an archive that stays inside it and that every system can write. */
export function isSafeArchivePath(path: string): boolean {
  return path.split('/').every((part) => {
    if (part === '' || part.length > 200 || INVISIBLE.test(part) || RESERVED.test(part)) return false;
    return !/^[. ]|[. ]$/.test(part) && !WINDOWS_DEVICE.test(part);
  });
}

/** The names with `_2`, `_3`, ... after those that are taken (in any case) by an earlier one; never longer than `limit`. */
function distinct(names: readonly string[], limit: number): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let candidate = name;
    for (let copy = 2; taken.has(candidate.toLowerCase()); copy += 1) {
      const suffix = `_${copy}`;
      candidate = `${cut(name, limit - suffix.length)}${suffix}`;
    }
    taken.add(candidate.toLowerCase());
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
