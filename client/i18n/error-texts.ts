import { toForgeError } from '../../core/errors.ts';
import { currentLanguage } from './language.ts';
import { PageError } from './page-error.ts';
import { fillSentence } from '../../core/sentences/fill-sentence.ts';
import { RUSSIAN_SENTENCES } from './russian-errors.ts';
import { russianSentence } from './russian-sentences.ts';

/**
 * The sentence of an error in the language of the page. Core and server have it in English; in Russian it is
 * the translation of that sentence where there is one, and otherwise the meaning of its code.
 */
export function errorSentence(error: Error): string {
  const known = toForgeError(error);
  if (known instanceof PageError) return known.say();
  if (currentLanguage() === 'en') return known.message;
  return russianSentence(known.message) ?? fillSentence(RUSSIAN_SENTENCES[known.reason], known.params);
}

/** The server's message about a form field, in the language of the page. */
export function fieldSentence(sentence: string): string {
  if (currentLanguage() === 'en') return sentence;
  return russianSentence(sentence) ?? 'проверьте это поле';
}
