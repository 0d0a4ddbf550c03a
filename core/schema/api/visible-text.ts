import { z } from 'zod';
import { invisible, invisibleInLines, trimInvisible } from '../invisible.ts';

/**
 * One line of visible text: NFC, trimmed, 1..max characters (UTF-16 units), nothing invisible but joiners
 * between letters.
 */
export const visibleLine = (max: number) =>
  z
    .string()
    .max(4 * max, `at most ${max} characters are allowed`)
    .transform((text) => trimInvisible(text.normalize('NFC')))
    .pipe(
      z
        .string()
        .min(1, 'it may not be empty')
        .max(max, `at most ${max} characters are allowed`)
        .refine((text) => !invisible.test(text), 'line breaks and invisible characters are not allowed'),
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
        .refine((text) => !invisibleInLines.test(text), 'invisible characters are not allowed'),
    );
