import { create } from 'zustand';

export const LANGUAGES = ['en', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each language under its own name, so that users find theirs on a page that they cannot read. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', ru: 'Русский' };

const KEY = 'vdf-language';

interface LanguageState {
  readonly language: Language;
  /** Chosen just now, by the switch: everything is rendered anew, and the switch takes the focus back. */
  readonly focusSwitch: boolean;
}

/** The language of the page: the user's choice, and the browser's own at first. */
export const useLanguageStore = create<LanguageState>()(() => ({
  language: firstLanguage(readChoice(), typeof navigator === 'undefined' ? [] : navigator.languages),
  focusSwitch: false,
}));

/**
 * The initial language: an earlier choice, then the first of the browser's that is supported, then English.
 */
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
    // A browser without storage asks again at the next visit.
  }
}

/** The current language of texts. */
export const currentLanguage = (): Language => useLanguageStore.getState().language;

function readChoice(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // No storage, or none allowed: the browser's language serves.
  }
}
