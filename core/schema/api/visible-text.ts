import { z } from 'zod';

/** Control and format characters (NUL, right-to-left marks, zero-width ones), lone surrogates, private use, separators: what hides or forges text. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
/** The same, but line breaks are allowed, and so are the joiners that emoji and some scripts are written with. */
const HIDDEN_IN_LINES = /(?![\n\r\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/** One line of text as people see it: NFC, trimmed, 1..max characters (UTF-16 units), nothing invisible. */
export const visibleLine = (max: number) =>
  z
    .string()
    .max(4 * max, `at most ${max} characters are allowed`)
    .transform((text) => text.normalize('NFC').trim())
    .pipe(
      z
        .string()
        .min(1, 'it may not be empty')
        .max(max, `at most ${max} characters are allowed`)
        .refine((text) => !HIDDEN.test(text), 'line breaks and invisible characters are not allowed'),
    );

/** Text of several lines, 0..max characters, nothing invisible but line breaks. */
export const visibleLines = (max: number) =>
  z
    .string()
    .max(4 * max, `at most ${max} characters are allowed`)
    .transform((text) => text.normalize('NFC').replace(/\r\n?/g, '\n').trim())
    .pipe(
      z
        .string()
        .max(max, `at most ${max} characters are allowed`)
        .refine((text) => !HIDDEN_IN_LINES.test(text), 'invisible characters are not allowed'),
    );
