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
  '\u200c',
  '\u200d',
  '\u3164',
  '\ufe0f',
  'COM\u00b9',
  'кошка',
  'دوچرخه',
  'क',
  '\u094d',
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
/** Joiners between letters are harmless. */
const BREAKS_A_FORMAT = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}/\\:*?"<>|]/u;

describe('a class name', () => {
  it.each([
    ['dog', 'dog'],
    ['  traffic   light ', 'traffic light'],
    ['cafe\u0301', 'caf\u00e9'],
    ['dog\n', 'dog'],
    ['犬 🐶', '犬 🐶'],
    ["driver's seat, #2 (left) & right - 50%", "driver's seat, #2 (left) & right - 50%"],
    ['دوچرخه\u200cسوار', 'دوچرخه\u200cسوار'],
    ['\u200cمی\u200cروم\u200d ', 'می\u200cروم'],
    ['क्\u200dष', 'क्\u200dष'],
    ['CON', 'CON'],
    ['yes', 'yes'],
    ['a'.repeat(50), 'a'.repeat(50)],
  ])('%j is taken as %j', (name, taken) => {
    expect(validateClassName(name, ['bird'])).toEqual({ ok: true, name: taken });
  });

  it.each([
    ['', 'A class needs a name.'],
    [' \n ', 'A class needs a name.'],
    ['\u200c', 'A class needs a name.'],
    [' \u200d\u200c ', 'A class needs a name.'],
    ['گربه \u200c سیاه', 'A class name cannot contain line breaks or invisible characters.'],
    ['گربه\u200c\u200dسیاه', 'A class name cannot contain line breaks or invisible characters.'],
    ['گربه\u200fسیاه', 'A class name cannot contain line breaks or invisible characters.'],
    ['bi\u200crd', 'There is already a class named "bird".'],
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
  ])('%j is refused', (name, message) => {
    expect(validateClassName(name, ['dog', 'bird'])).toMatchObject({
      ok: false,
      refusal: { code: 'class_name_invalid', message },
    });
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
    ['CON.mp4', 'video_CON'],
    ['com1', 'video_com1'],
    ['.hidden', 'hidden'],
    ['-rf', 'rf'],
    ['v1.2 final', 'v1_2_final'],
    ['', 'video'],
    ['___.mp4', 'video'],
    ['кошка.mp4', 'кошка'],
    ['собака.mp4', 'собака'],
    ['cafe\u0301.mov', 'caf\u00e9'],
    ['犬と猫.webm', '犬と猫'],
    ['моя кошка.mp4', 'моя_кошка_c364dfb6'],
    ['моя_кошка.mp4', 'моя_кошка'],
    ['Été à la plage.mov', 'Été_à_la_plage_f514144b'],
    ['🐶.mp4', 'video_757e430a'],
    ['🐱.mp4', 'video_b771defd'],
    ['COM¹.mp4', 'COM_fc6e49bd'],
    ['a_\u3164_b.mp4', 'a_b_30c90331'],
    ['\u3164.mp4', 'video_881d13e6'],
    ['می\u200cروم.mp4', 'می_روم_6b8951ce'],
  ])('%j becomes %j', (name, stem) => {
    expect(safeVideoStem(name)).toBe(stem);
  });

  it('is safe on every system, whatever it was', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          nasty,
          nasty.map((name) => name.repeat(40)),
        ),
        (name) => {
          const stem = safeFileStem(name);
          expect(stem).toMatch(/^[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}_-]*$/u);
          expect(stem).not.toMatch(/\p{DI}/u);
          expect(stem).toBe(stem.normalize('NFC'));
          expect(stem.length).toBeLessThanOrEqual(90);
          expect(new TextEncoder().encode(`${stem}_000001.jpg`).length).toBeLessThan(143);
          expect(isSafeArchivePath(`images/train/${stem}_000001.jpg`)).toBe(true);
          expect(isSafeArchivePath(stem)).toBe(true);
          expect(safeFileStem(stem)).toBe(stem);
        },
      ),
    );
  });

  it('of ASCII alone is what it always was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 120 }), (name) => {
        const kept = name.replace(/[^A-Za-z0-9-]+/g, '_').slice(0, 80);
        const stem = kept.replace(/^[_-]+|[_-]+$/g, '');
        const isDevice = /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(stem);
        expect(safeFileStem(name)).toBe(isDevice ? `video_${stem}` : stem || 'video');
      }),
    );
  });

  it('is another one for another name, where that is not ASCII alone', () => {
    const notAscii = fc
      .oneof(nasty, fc.constantFrom('кошка', 'собака', 'кош ка', 'Кошка', '犬', '犬'.repeat(90), '🐶🐶'))
      .filter((name) => /[^\u0000-\u007f]/.test(name));
    fc.assert(
      fc.property(notAscii, notAscii, (one, other) => {
        const same = one.normalize('NFC') === other.normalize('NFC');
        expect(safeFileStem(one) === safeFileStem(other)).toBe(same);
      }),
    );
    const hundred = Array.from({ length: 100 }, (_, at) => `${'к'.repeat(200)}${at}`);
    expect(new Set(hundred.map((name) => safeFileStem(name))).size).toBe(100);
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
    'a/COM\u00b2.txt',
    `a/${'к'.repeat(128)}`,
  ])('%j is unsafe', (path) => expect(isSafeArchivePath(path)).toBe(false));
  it.each(['data.yaml', 'images/train/clip_000001.jpg', 'images/train/кошка_000001.jpg', 'a b/c d.txt'])(
    '%j is safe',
    (path) => expect(isSafeArchivePath(path)).toBe(true),
  );
});
