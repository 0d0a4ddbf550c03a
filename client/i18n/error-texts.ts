import { toForgeError } from '../../core/errors.ts';
import { fillSentence } from '../../core/sentences/fill-sentence.ts';
import { currentLanguage } from './language.ts';
import { PageError } from './page-error.ts';
import { RUSSIAN_SENTENCES } from './russian-errors.ts';

/**
 * The sentence of an error in the language of the page. In English it is the error's message, which for an error
 * of a newer server, with a reason that this page does not know, is the server's own.
 */
export function errorSentence(error: Error): string {
  const known = toForgeError(error);
  if (known instanceof PageError) return known.say();
  if (currentLanguage() === 'en') return known.message;
  return fillSentence(RUSSIAN_SENTENCES[known.reason], known.params);
}
