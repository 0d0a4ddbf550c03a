import { afterEach, describe, expect, it } from 'vitest';
import { ForgeError } from '../../core/errors.ts';
import { errorSentence, fieldSentence } from './error-texts.ts';
import { useLanguageStore } from './language.ts';
import { PageError } from './page-error.ts';
import { russianSentence, SENTENCES } from './russian-sentences.ts';

const SOURCES = Object.values(
  import.meta.glob<string>(['../../{core,media,node,server}/**/*.ts', '!**/*.{test,testing,conformance}.ts'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
).join('\n');

afterEach(() => useLanguageStore.setState({ language: 'en' }));

describe('the sentence of an error', () => {
  it('is its own in English', () => {
    expect(errorSentence(new ForgeError('video_empty', '"a.mp4" is empty.'))).toBe('"a.mp4" is empty.');
    expect(errorSentence(new TypeError('x is undefined'))).toContain('Something unexpected went wrong');
  });

  it('is that sentence in Russian where it is known, with what changes in it', () => {
    useLanguageStore.setState({ language: 'ru' });
    expect(errorSentence(new ForgeError('video_empty', '"a.mp4" is empty.'))).toBe('Файл «a.mp4» пуст.');
    const codec =
      '"a (1).mkv" is compressed with a codec that cannot be decoded here (av01); convert it to H.264 or VP9 first.';
    expect(errorSentence(new ForgeError('video_unsupported_codec', codec))).toContain('«a (1).mkv»');
    expect(errorSentence(new ForgeError('video_unsupported_codec', codec))).toContain('(av01)');
  });

  it('is what its code means in Russian where it is not', () => {
    useLanguageStore.setState({ language: 'ru' });
    expect(errorSentence(new ForgeError('quota_exceeded', 'Some other words.'))).toContain('не осталось места');
    expect(errorSentence(new TypeError('x is undefined'))).toContain('непредвиденное');
    expect(fieldSentence('Invalid input')).toBe('проверьте это поле');
  });

  it('of the page itself follows the language', () => {
    const error = new PageError('aborted', () => (useLanguageStore.getState().language === 'ru' ? 'Стоп.' : 'Stop.'));
    expect(errorSentence(error)).toBe('Stop.');
    useLanguageStore.setState({ language: 'ru' });
    expect(errorSentence(error)).toBe('Стоп.');
  });
});

describe('sentences in Russian', () => {
  it.each(SENTENCES)('%s', (english, russian) => {
    // The translations match the sources: a sentence changed there has to be changed here.
    const fixed = english.split(/\{[a-z]+\}/).map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    expect(SOURCES).toMatch(new RegExp(`['\`]${fixed.join('\\$\\{[^`]*?\\}')}['\`]`, 'u'));
    const names = (text: string) => [...text.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => name);
    expect(names(english)).toEqual(expect.arrayContaining(names(russian)));
    expect(russianSentence(english)).toBe(russian);
  });

  it('are there for every sentence about an edit: the code alone would not say what is wrong', () => {
    const thrown = [...SOURCES.matchAll(/ForgeError\(\s*'(?:project_invalid|class_name_invalid)',\s*(['`])(.*?)\1/gs)];
    const sentences = thrown.map(([, , sentence = '']) => sentence.replace(/\$\{[^}]*\}/g, 'x'));
    expect(sentences.length).toBeGreaterThan(8);
    expect(sentences.filter((sentence) => russianSentence(sentence) === null)).toEqual([]);
  });
});
