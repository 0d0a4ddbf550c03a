/**
 * Regular expressions for characters that hide or forge text: control and format characters (NUL, line
 * breaks, right-to-left marks, zero-width ones), lone surrogates, private use, separators, and those that
 * YAML cannot hold.
 *
 * The two joiners are format characters too, but Persian, Hindi and other scripts need them: between two
 * letters they are part of the word.
 */
const CHARACTERS = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\uFFFE\uFFFF]`;
const JOINERS = String.raw`[\u200c\u200d]`;
const LETTER = String.raw`[\p{L}\p{M}]`;
const INVISIBLE = String.raw`(?!(?<=${LETTER})${JOINERS}(?=${LETTER}))${CHARACTERS}`;

/** The first such character. */
export const invisible = new RegExp(INVISIBLE, 'u');
/** All of them, to be replaced. */
export const allInvisible = new RegExp(INVISIBLE, 'gu');
/** The first one in text of several lines, in which emoji may be joined as well. */
export const invisibleInLines = new RegExp(String.raw`(?![\n\r]|${JOINERS})${CHARACTERS}`, 'u');

const OUTER = new RegExp(String.raw`^(?:\s|${JOINERS})+|(?:\s|${JOINERS})+$`, 'gu');

/** The text without white space and joiners at its ends, where joiners have nothing to join. */
export const trimInvisible = (text: string): string => text.replace(OUTER, '');

const ALL_JOINERS = new RegExp(JOINERS, 'gu');

/**
 * A key by which names that look alike are equal: without joiners and case, including letters without a small
 * or large twin (ſ, ß).
 */
export const lookalikeKey = (name: string): string => name.replace(ALL_JOINERS, '').toUpperCase().toLowerCase();
