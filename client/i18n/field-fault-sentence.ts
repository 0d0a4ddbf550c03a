import type { FieldFault } from '../../core/schema/api/field-faults.ts';
import { fillSentence } from '../../core/sentences/fill-sentence.ts';
import { currentLanguage } from './language.ts';
import { RUSSIAN_FIELDS } from './russian-errors/fields.ts';

const RUSSIAN: Readonly<Record<string, string | undefined>> = RUSSIAN_FIELDS;
const RUSSIAN_OTHER = 'проверьте это поле';

/** The server's fault of a form field, in the language of the page; a general sentence for an unknown reason. */
export function fieldFaultSentence({ message, reason = '', params = {} }: FieldFault): string {
  if (currentLanguage() === 'en') return message;
  return fillSentence(RUSSIAN[reason] ?? RUSSIAN_OTHER, params);
}
