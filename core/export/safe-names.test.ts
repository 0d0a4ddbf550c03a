import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSafeArchivePath, safeClassNames, safeFileStem, safeVideoStem, validateClassName } from './safe-names.ts';

const NASTY = [
  '..',
  '/',
  '\\',
  '\0',
  '\n',
  '\r',
  '\t',
  '\u202e',
  '\u200f',
  '\u2028',
  '\ufeff',
  'CON',
  'nul.txt',
  '.',
  ' ',
  ':',
  '*',
  '"',
  '\ud800',
  'é',
  'e\u0301',
  '犬',
  '🐶',
  'a',
  'A',
  '_2',
];
const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...NASTY)).map((parts) => parts.join('')),
);
const BREAKS_A_FORMAT = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}/\\:*?"<>|]/u;

describe('a class name', () => {
  it.each([
    ['dog', 'dog'],
    ['  traffic   light ', 'traffic light'],
    ['cafe\u0301', 'caf\u00e9'],
    ['dog\n', 'dog'],
    ['犬 🐶', '犬 🐶'],
    ["driver's seat, #2 (left) & right - 50%", "driver's seat, #2 (left) & right - 50%"],
    ['CON', 'CON'],
    ['yes', 'yes'],
    ['a'.repeat(50), 'a'.repeat(50)],
  ])('%j is taken as %j', (name, taken) => {
    expect(validateClassName(name, ['bird'])).toEqual({ ok: true, name: taken });
  });

  it.each([
    ['', 'A class needs a name.'],
    [' \n ', 'A class needs a name.'],
    ['two\nlines', 'A class name cannot contain line breaks or invisible characters.'],
    ['nul\0', 'A class name cannot contain line breaks or invisible characters.'],
    ['\u202egpj.exe', 'A class name cannot contain line breaks or invisible characters.'],
    ['half \ud83d', 'A class name cannot contain line breaks or invisible characters.'],
    ['../dog', 'A class name cannot contain "/".'],
    ['a\\b', 'A class name cannot contain "\\".'],
    ['a: b', 'A class name cannot contain ":".'],
    ['"dog"', 'A class name cannot contain """.'],
    ['..', 'A class name needs at least one letter or digit.'],
    ['a'.repeat(51), 'A class name can have at most 50 characters.'],
    ['BIRD', 'There is already a class named "bird".'],
    [' bird', 'There is already a class named "bird".'],
  ])('%j is refused', (name, sentence) => {
    expect(validateClassName(name, ['dog', 'bird'])).toEqual({ ok: false, sentence });
  });

  it('that is accepted is safe, stays as it is, and is not accepted twice', () => {
    fc.assert(
      fc.property(nasty, (name) => {
        const verdict = validateClassName(name, []);
        if (!verdict.ok) return;
        expect(verdict.name).not.toMatch(BREAKS_A_FORMAT);
        expect(safeClassNames([verdict.name])).toEqual([verdict.name]);
        expect(validateClassName(verdict.name, [])).toEqual(verdict);
        expect(validateClassName(name.toUpperCase(), [name]).ok).toBe(false);
      }),
    );
  });
});

describe('class names made safe', () => {
  it('are mended where a file was edited by hand', () => {
    expect(safeClassNames(['a/b', 'a\\b', '..', 'two\nlines', 'Dog', 'dog', ''])).toEqual([
      'a_b',
      'a_b_2',
      'class_2',
      'two_lines',
      'Dog',
      'dog_2',
      'class_6',
    ]);
  });

  it('are one line, visible, distinct in any case and short, whatever they were', () => {
    fc.assert(
      fc.property(fc.array(nasty, { maxLength: 8 }), (names) => {
        const safe = safeClassNames(names);
        expect(safe).toHaveLength(names.length);
        expect(new Set(safe.map((name) => name.toLowerCase())).size).toBe(names.length);
        for (const name of safe) {
          expect(name).not.toMatch(BREAKS_A_FORMAT);
          expect(name.trim()).toBe(name);
          expect(name.length).toBeGreaterThan(0);
          expect(name.length).toBeLessThanOrEqual(50);
        }
      }),
    );
  });
});

describe('a file name made safe', () => {
  it.each([
    ['My clip (1).mp4', 'My_clip_1'],
    ['../../etc/passwd', 'etc_passwd'],
    ['Été à la plage.mov', 'Ete_a_la_plage'],
    ['CON.mp4', 'video_CON'],
    ['com1', 'video_com1'],
    ['видео.webm', 'video'],
    ['.hidden', 'hidden'],
    ['-rf', 'rf'],
    ['v1.2 final', 'v1_2_final'],
    ['', 'video'],
  ])('%j becomes %j', (name, stem) => {
    expect(safeVideoStem(name)).toBe(stem);
  });

  it('is safe on every system, whatever it was', () => {
    fc.assert(
      fc.property(nasty, (name) => {
        const stem = safeFileStem(name);
        expect(stem).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{0,90}$/);
        expect(isSafeArchivePath(`images/train/${stem}_000001.jpg`)).toBe(true);
        expect(isSafeArchivePath(stem)).toBe(true);
        expect(safeFileStem(stem)).toBe(stem);
      }),
    );
  });
});

describe('a path of an archive', () => {
  it.each([
    '/etc/passwd',
    '../x',
    'a/../b',
    'a//b',
    'C:/x',
    'a\\b',
    'a/\0',
    '',
    'a/.',
    'a/.hidden',
    'a/b ',
    'a/nul.txt',
    'a/\u202egpj.txt',
  ])('%j is unsafe', (path) => expect(isSafeArchivePath(path)).toBe(false));
  it.each(['data.yaml', 'images/train/clip_000001.jpg', 'a b/c d.txt'])('%j is safe', (path) =>
    expect(isSafeArchivePath(path)).toBe(true),
  );
});
