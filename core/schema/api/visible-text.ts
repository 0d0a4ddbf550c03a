import { z } from 'zod';
import { invisible, invisibleInLines, trimInvisible } from '../invisible.ts';
import { fieldMessage } from './field-faults.ts';

/**
 * One line of visible text: NFC, trimmed, 1..max characters (UTF-16 units), nothing invisible but joiners
 * between letters.
 */
export const visibleLine = (max: number) =>
  z
    .string()
    .max(4 * max, fieldMessage('too_long', { count: max }))
    .transform((text) => trimInvisible(text.normalize('NFC')))
    .pipe(
      z
        .string()
        .min(1, fieldMessage('empty'))
        .max(max, fieldMessage('too_long', { count: max }))
        .refine((text) => !invisible.test(text), fieldMessage('invisible_in_line')),
    );

/** Text of several lines, 0..max characters, nothing invisible but line breaks. */
export const visibleLines = (max: number) =>
  z
    .string()
    .max(4 * max, fieldMessage('too_long', { count: max }))
    .transform((text) => text.normalize('NFC').replace(/\r\n?/g, '\n').trim())
    .pipe(
      z
        .string()
        .max(max, fieldMessage('too_long', { count: max }))
        .refine((text) => !invisibleInLines.test(text), fieldMessage('invisible_in_text')),
    );
