import { InvalidArgumentError } from 'commander';
import type { Split } from '../../core/schema/dataset-spec.ts';

/**
 * Parsers of option values. Each returns a value of its type, or throws commander's error, which says what is
 * wanted and ends in exit code 2.
 */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('A whole number from 1 on is wanted.');
  return value;
}

/** Frames a second: above 0 and at most 1000. */
export function frameRate(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1000)) throw new InvalidArgumentError('A number above 0 and up to 1000 is wanted.');
  return value;
}

/** JPEG quality. */
export function quality(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100)
    throw new InvalidArgumentError('A whole number from 1 to 100 is wanted.');
  return value;
}

/** Percentages for training, validation and optionally test: "70/20/10" or "80/20". */
export function split(text: string): Split {
  const [train = NaN, val = NaN, test = 0, ...more] = text.split('/').map((part) => (part === '' ? NaN : Number(part)));
  const right = train > 0 && val > 0 && test >= 0 && more.length === 0 && Math.abs(train + val + test - 100) < 1e-6;
  if (!right) {
    throw new InvalidArgumentError(
      'Percentages that add up to 100 are wanted, such as 70/20/10; training and validation need some each.',
    );
  }
  return { train: train / 100, val: val / 100, test: test / 100 };
}

/** Comma-separated names. */
export function names(text: string): string[] {
  const list = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (list.length === 0) throw new InvalidArgumentError('At least one name is wanted.');
  return list;
}
