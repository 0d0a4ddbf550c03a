import { afterEach, describe, expect, it } from 'vitest';
import { textTables } from './define-texts.ts';
import { LANGUAGES, useLanguageStore, type Language } from './language.ts';

const MODULES = import.meta.glob<Readonly<Record<string, unknown>>>(
  ['../**/*-texts.ts', './texts.ts', '!./error-texts.ts', '!./define-texts.ts'],
  {
    eager: true,
  },
);

/** Names that are the same in every language, and letters of mathematics. */
const SAME_IN_ALL = new Set([
  'Vision Data Forge',
  'Ultralytics YOLO (detect)',
  'YOLO Darknet',
  'CVAT',
  'Label Studio',
  'English',
  'Русский',
  'JPEG',
  'PNG',
  'X',
  'Y',
]);
/** Sample parameters for texts: numbers of every plural form, and names. */
const SAMPLES = [
  [1, 1, 1, 1, 1],
  [2, 2, 2, 2, 2],
  [21, 35, 4, 7, 0],
  ['dog', 'cat', 'cow', 'hen', 'owl'],
];

/** A single text, a string or a function. */
interface Leaf {
  readonly path: string;
  readonly text: unknown;
}

function leavesOf(table: object, path = ''): Leaf[] {
  return Object.entries(table).flatMap(([key, text]: [string, unknown]) => {
    const at = path === '' ? key : `${path}.${key}`;
    return typeof text === 'object' && text !== null ? leavesOf(text, at) : [{ path: at, text }];
  });
}

/** The values of a text in a language: itself, or its result for each sample that it does not refuse. */
function sayings({ text }: Leaf, language: Language): string[] {
  if (typeof text === 'string') return [text];
  if (typeof text !== 'function') return [];
  useLanguageStore.setState({ language });
  return SAMPLES.flatMap((sample) => {
    try {
      return [String((text as (...parameters: unknown[]) => unknown)(...sample))];
    } catch {
      return [];
    }
  });
}

afterEach(() => useLanguageStore.setState({ language: 'en' }));

describe('texts', () => {
  it.each(Object.entries(MODULES))('%s has them in tables of all languages', (_, module) => {
    const tables = Object.values(module).filter((each) => typeof each === 'object' && each !== null);
    expect(tables.length).toBeGreaterThan(0);
    for (const table of tables) expect(textTables.map(({ texts }) => texts)).toContain(table);
  });

  it('are there in every language, and say something', () => {
    for (const { en, ru } of textTables) {
      expect(leavesOf(ru).map(({ path }) => path)).toEqual(leavesOf(en).map(({ path }) => path));
      for (const language of LANGUAGES) {
        for (const leaf of leavesOf(language === 'en' ? en : ru)) {
          const said = sayings(leaf, language);
          expect(said.length, `${language} ${leaf.path} gives no text`).toBeGreaterThan(0);
          for (const sentence of said) {
            expect(sentence.trim(), `${language} ${leaf.path}`).not.toBe('');
            expect(sentence, `${language} ${leaf.path}`).not.toMatch(/undefined|null|NaN|\[object/);
          }
        }
      }
    }
  });

  it('are translated: nothing is the same in both languages but names', () => {
    const same = textTables.flatMap(({ en, ru }) => {
      const russian = leavesOf(ru);
      return leavesOf(en).filter((leaf, at) => {
        const [english = ''] = sayings(leaf, 'en');
        const other = russian[at];
        return other && sayings(other, 'ru')[0] === english && !SAME_IN_ALL.has(english);
      });
    });
    expect(same.map(({ path, text }) => `${path}: ${String(text)}`)).toEqual([]);
  });

  it('are read in the language of the moment, without one being kept', () => {
    for (const { en, ru, texts } of textTables) {
      const [key] = Object.keys(en);
      if (key === undefined) continue;
      expect(Reflect.get(texts, key)).toBe(Reflect.get(en, key));
      useLanguageStore.setState({ language: 'ru' });
      expect(Reflect.get(texts, key)).toBe(Reflect.get(ru, key));
      useLanguageStore.setState({ language: 'en' });
    }
  });
});
