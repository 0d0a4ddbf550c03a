import { defineTexts } from './define-texts.ts';
import { ENGLISH } from './texts-english.ts';
import { RUSSIAN } from './texts-russian.ts';

/** Texts of the page, except those in the features' own tables. */
export const texts = defineTexts(ENGLISH, RUSSIAN);
