import { defineTexts } from '../../i18n/define-texts.ts';

/** Texts of the start page. */
export const landingTexts = defineTexts(
  {
    or: 'or',
    trySample: 'Try the sample clip',
    sampleHint: 'No video at hand? This page makes a short one with a ball, a car and a balloon.',
    makingSample: 'Making the sample clip',
  },
  {
    or: 'или',
    trySample: 'Попробовать на примере',
    sampleHint: 'Нет видео под рукой? Страница сама сделает короткий ролик с мячом, машиной и воздушным шаром.',
    makingSample: 'Создаём пробный ролик',
  },
);
