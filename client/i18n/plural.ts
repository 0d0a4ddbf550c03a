import { currentLanguage, type Language } from './language.ts';

/** The forms of a counted noun, by the categories of Intl.PluralRules. */
type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

const NOUNS = {
  frame: {
    en: { one: 'frame', other: 'frames' },
    ru: { one: 'кадр', few: 'кадра', many: 'кадров', other: 'кадра' },
  },
  object: {
    en: { one: 'object', other: 'objects' },
    ru: { one: 'объект', few: 'объекта', many: 'объектов', other: 'объекта' },
  },
  class: {
    en: { one: 'class', other: 'classes' },
    ru: { one: 'класс', few: 'класса', many: 'классов', other: 'класса' },
  },
  dataset: {
    en: { one: 'dataset', other: 'datasets' },
    ru: { one: 'датасет', few: 'датасета', many: 'датасетов', other: 'датасета' },
  },
  label: {
    en: { one: 'label', other: 'labels' },
    ru: { one: 'метка', few: 'метки', many: 'меток', other: 'метки' },
  },
} as const satisfies Record<string, Record<Language, Forms>>;
export type Noun = keyof typeof NOUNS;

/** A number as the language writes it: 1,200 or 1 200. */
export const formatNumber = (value: number, options?: Intl.NumberFormatOptions): string =>
  value.toLocaleString(currentLanguage(), options);

/** The form of a word for a count, in the language of the forms. */
export function pluralForm(language: Language, count: number, forms: Forms): string {
  return forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
}

/** A number with its noun in the right form: "1 frame", "1,200 frames", "5 кадров". */
export function formatCount(count: number, noun: Noun): string {
  const language = currentLanguage();
  return `${formatNumber(count)} ${pluralForm(language, count, NOUNS[noun][language])}`;
}
