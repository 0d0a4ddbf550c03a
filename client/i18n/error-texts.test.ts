import { afterEach, describe, expect, it } from 'vitest';
import { ForgeError, isErrorReason } from '../../core/errors.ts';
import { ReportedError } from '../../core/schema/api/reported-error.ts';
import { ARCHIVE_SENTENCES } from '../../core/sentences/archives.ts';
import { CODE_SENTENCES } from '../../core/sentences/codes.ts';
import { COMMAND_LINE_SENTENCES } from '../../core/sentences/command-line.ts';
import { ENGLISH_SENTENCES } from '../../core/sentences/english.ts';
import { LABELS_SENTENCES } from '../../core/sentences/labels.ts';
import { MODELS_SENTENCES } from '../../core/sentences/models.ts';
import { SERVER_SENTENCES } from '../../core/sentences/server.ts';
import { VIDEO_SENTENCES } from '../../core/sentences/video.ts';
import { errorSentence } from './error-texts.ts';
import { useLanguageStore } from './language.ts';
import { PageError } from './page-error.ts';
import { RUSSIAN_SENTENCES } from './russian-errors.ts';

const PARTS = [
  CODE_SENTENCES,
  VIDEO_SENTENCES,
  LABELS_SENTENCES,
  MODELS_SENTENCES,
  SERVER_SENTENCES,
  ARCHIVE_SENTENCES,
  COMMAND_LINE_SENTENCES,
];
const readRussian = () => useLanguageStore.setState({ language: 'ru' });

afterEach(() => useLanguageStore.setState({ language: 'en' }));

describe('the sentence of an error', () => {
  it('is that of its reason with its parameters', () => {
    const error = new ForgeError('video_unsupported_codec.file', { name: 'a (1).mkv', codec: 'av01' });
    expect(errorSentence(error)).toMatch(/^"a \(1\)\.mkv" is compressed .* \(av01\)/);
    readRussian();
    expect(errorSentence(error)).toMatch(/^Видео «a \(1\)\.mkv» сжато .* \(av01\)/);
  });

  it('is told for what is no error of the app, with its text', () => {
    expect(errorSentence(new TypeError('x is undefined'))).toBe('Something unexpected went wrong: x is undefined');
    readRussian();
    expect(errorSentence(new TypeError('x is undefined'))).toBe('Произошло что-то непредвиденное: x is undefined');
  });

  it('is that of its code where the reason is from a newer server', () => {
    const message = 'The third quota is used up.';
    const error = new ReportedError({ code: 'quota_exceeded', reason: 'quota_exceeded.third', params: {}, message });
    expect(error.code).toBe('quota_exceeded');
    expect(errorSentence(error)).toBe(message);
    readRussian();
    expect(errorSentence(error)).toBe(RUSSIAN_SENTENCES.quota_exceeded);
  });

  it('is a general one where even the code is from a newer server', () => {
    const error = new ReportedError({ code: 'moon_full', message: 'The moon is full.' });
    expect(errorSentence(error)).toBe('The moon is full.');
    readRussian();
    expect(errorSentence(error)).toBe(RUSSIAN_SENTENCES.internal);
  });

  it('of the page itself follows the language', () => {
    const error = new PageError('aborted', () => (useLanguageStore.getState().language === 'ru' ? 'Стоп.' : 'Stop.'));
    expect(errorSentence(error)).toBe('Stop.');
    readRussian();
    expect(errorSentence(error)).toBe('Стоп.');
  });
});

describe('the tables of sentences', () => {
  it.each(Object.entries(ENGLISH_SENTENCES))('have %s in Russian, with the same parameters', (reason, english) => {
    const names = (text: string) => [...text.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name).sort();
    const russian = isErrorReason(reason) ? RUSSIAN_SENTENCES[reason] : '';
    expect(russian).toMatch(/[а-яё]/i);
    expect(new Set(names(russian))).toEqual(new Set(names(english)));
    expect(names(english).filter((name) => !/^[a-zA-Z]+$/.test(name ?? ''))).toEqual([]);
  });

  it('have each reason once, and below a code', () => {
    const reasons = PARTS.flatMap((part) => Object.keys(part));
    expect(reasons.filter((reason, at) => reasons.indexOf(reason) !== at)).toEqual([]);
    expect(reasons.filter((reason) => !Object.hasOwn(CODE_SENTENCES, reason.split('.', 1)[0] ?? ''))).toEqual([]);
  });
});
