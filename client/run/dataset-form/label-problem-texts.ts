import { defineTexts } from '../../i18n/define-texts.ts';
import { formatNumber, pluralForm } from '../../i18n/plural.ts';

/** Texts of the problems that labels have before a dataset is made of them. */
export const labelProblemTexts = defineTexts(
  {
    blocked: 'This has to be put right before a dataset can be made',
    warned: 'Worth a look; the dataset can be made all the same',
    problems: {
      'nothing-labelled': 'No object is labelled on the chosen frames.',
      'empty-class': (name: string) =>
        `The class "${name}" has no label on the chosen frames: label an object of it, choose a frame that has one, or delete the class.`,
      'outside-frame': (name: string) => `${name} lies outside the frame: move it in or remove it.`,
      'double-box': (name: string, other: string) => `${name} and ${other} are the same box twice: remove one of them.`,
      'over-edge': (name: string) => `${name} stands over the edge of the frame; what is outside is cut off.`,
      'tiny-box': (name: string) => `${name} is only a few pixels large.`,
    },
    moreProblems: (count: number) =>
      `${formatNumber(count)} more ${pluralForm('en', count, { one: 'problem', other: 'problems' })} of this kind`,
  },
  {
    blocked: 'Прежде чем создать датасет, это нужно исправить',
    warned: 'Стоит проверить; датасет можно создать и так',
    problems: {
      'nothing-labelled': 'На выбранных кадрах не размечен ни один объект.',
      'empty-class': (name) =>
        `У класса «${name}» нет меток на выбранных кадрах: разметьте объект этого класса, выберите кадр, где он есть, или удалите класс.`,
      'outside-frame': (name) => `${name}: рамка вне кадра. Передвиньте её в кадр или удалите.`,
      'double-box': (name, other) => `${name} и ${other}: одна и та же рамка дважды. Удалите одну из них.`,
      'over-edge': (name) => `${name}: рамка выходит за край кадра; лишнее будет отрезано.`,
      'tiny-box': (name) => `${name}: рамка размером всего в несколько пикселей.`,
    },
    moreProblems: (count) =>
      `и ещё ${formatNumber(count)} ${pluralForm('ru', count, { one: 'такая ошибка', few: 'такие ошибки', many: 'таких ошибок', other: 'такой ошибки' })}`,
  },
);
