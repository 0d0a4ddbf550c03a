import { defineTexts } from './define-texts.ts';
import { ENGLISH } from './texts-english.ts';
import { RUSSIAN } from './texts-russian.ts';

/** What the page says, but for what the features say in tables of their own. */
export const texts = defineTexts(ENGLISH, RUSSIAN);
