import { afterEach, expect, it } from 'vitest';
import { chooseLanguage, currentLanguage, firstLanguage } from './language.ts';

afterEach(() => chooseLanguage('en'));

it('begins with an earlier choice, then the browser’s first supported language, then English', () => {
  expect(firstLanguage('ru', ['en-GB'])).toBe('ru');
  expect(firstLanguage(null, ['de-DE', 'ru-RU', 'en'])).toBe('ru');
  expect(firstLanguage(null, ['EN-us', 'ru'])).toBe('en');
  expect(firstLanguage('tlh', ['de', 'fr'])).toBe('en');
  expect(firstLanguage(null, [])).toBe('en');
});

it('keeps a choice for the next visit', () => {
  chooseLanguage('ru');
  expect(currentLanguage()).toBe('ru');
  expect(firstLanguage(localStorage.getItem('vdf-language'), ['en'])).toBe('ru');
});
