import { currentLanguage, type Language } from './language.ts';

/** The shape of a table of texts: the same keys and the same parameters, with any words. */
export type SameTexts<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...parameters: infer P) => string
      ? (...parameters: P) => string
      : SameTexts<T[K]>;
};

/** Every table of texts with its accessor, for the test that looks for missing translations. */
export const textTables: { readonly en: object; readonly ru: object; readonly texts: object }[] = [];

/**
 * Texts in each language. Reading one gives it in the current language; the page is rendered anew when that
 * changes (app/providers.tsx), so texts must be read while rendering and not be kept in constants.
 */
export function defineTexts<const T extends object>(en: T, ru: SameTexts<T>): SameTexts<T> {
  const tables: Readonly<Record<Language, SameTexts<T>>> = { en: en as SameTexts<T>, ru };
  const texts = new Proxy({} as SameTexts<T>, {
    get: (_, key) => tables[currentLanguage()][key as keyof T],
    ownKeys: () => Reflect.ownKeys(en),
    getOwnPropertyDescriptor: (_, key) => ({
      value: tables[currentLanguage()][key as keyof T],
      enumerable: true,
      configurable: true,
    }),
  });
  textTables.push({ en, ru, texts });
  return texts;
}
