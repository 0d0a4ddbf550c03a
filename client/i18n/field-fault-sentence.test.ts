import { afterEach, describe, expect, it } from 'vitest';
import { fieldFault, fieldMessage } from '../../core/schema/api/field-faults.ts';
import { FIELD_SENTENCES } from '../../core/sentences/fields.ts';
import { fieldFaultSentence } from './field-fault-sentence.ts';
import { useLanguageStore } from './language.ts';
import { RUSSIAN_FIELDS } from './russian-errors/fields.ts';

afterEach(() => useLanguageStore.setState({ language: 'en' }));

describe('the fault of a form field', () => {
  it('is said in the language of the page', () => {
    const short = fieldFault(fieldMessage('too_short', { count: 8 }));
    expect(fieldFaultSentence(short)).toBe('at least 8 characters are needed');
    useLanguageStore.setState({ language: 'ru' });
    expect(fieldFaultSentence(short)).toBe('минимальная длина в символах: 8');
  });

  it('is the server’s sentence in English and a general one in Russian where the reason is unknown', () => {
    for (const fault of [{ message: 'Invalid input' }, { message: 'Invalid input', reason: 'newer', params: {} }]) {
      useLanguageStore.setState({ language: 'en' });
      expect(fieldFaultSentence(fault)).toBe('Invalid input');
      useLanguageStore.setState({ language: 'ru' });
      expect(fieldFaultSentence(fault)).toBe('проверьте это поле');
    }
  });

  it.each(Object.entries(FIELD_SENTENCES))('%s has the same parameters in both languages', (reason, english) => {
    const names = (text: string) => [...text.matchAll(/\{[a-zA-Z]+\}/g)].map(([name]) => name);
    expect(names(RUSSIAN_FIELDS[reason as keyof typeof FIELD_SENTENCES])).toEqual(names(english));
  });
});
