import { create } from 'zustand';

export const LANGUAGES = ['en', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each language in its own words: whoever cannot read the page finds theirs. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', ru: 'Русский' };

const KEY = 'vdf-language';

interface LanguageState {
  readonly language: Language;
}

/** The language of the page: what the person chose, and the browser's own at first. */
export const useLanguageStore = create<LanguageState>()(() => ({
  language: firstLanguage(readChoice(), typeof navigator === 'undefined' ? [] : navigator.languages),
}));

/** The language to begin with: an earlier choice, then the first of the browser's that there is, then English. */
export function firstLanguage(chosen: string | null, wanted: readonly string[]): Language {
  const known = (tag: string) => LANGUAGES.find((language) => tag.toLowerCase().split('-')[0] === language);
  return known(chosen ?? '') ?? wanted.map(known).find((language) => language !== undefined) ?? 'en';
}

/** Changes the language of the page, now and on the next visit. */
export function chooseLanguage(language: Language): void {
  useLanguageStore.setState({ language });
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // A browser that keeps nothing asks again at the next visit.
  }
}

/** The language that texts are shown in at this moment. */
export const currentLanguage = (): Language => useLanguageStore.getState().language;

function readChoice(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // No storage, or none allowed: the browser's language serves.
  }
}
