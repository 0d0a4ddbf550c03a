import { defineTexts } from '../../i18n/define-texts.ts';
import { formatCount, formatNumber, pluralForm } from '../../i18n/plural.ts';

/** Texts about labels that need a look, and frames on which an object is unknown, before a dataset is made. */
export const doubtsTexts = defineTexts(
  {
    need: (labels: number) =>
      `${formatCount(labels, 'label')} ${pluralForm('en', labels, { one: 'needs', other: 'need' })} a look`,
    review: 'Review them',
    lostLeftOut: (frames: number) =>
      `${formatCount(frames, 'frame')} ${pluralForm('en', frames, { one: 'is', other: 'are' })} left out: an object is unknown there and may be in view.`,
    lostKept: (frames: number) =>
      `On ${formatCount(frames, 'frame')} an object is unknown and may be in view: without its label, it is taught as background.`,
    allLeftOut:
      'Every frame would be left out: on each of them an object is unknown or a label needs a look. Review them, or keep such frames.',
    asked: 'No dataset was made yet. Review these labels and create the dataset again, or decide now.',
    leaveOut: (frames: number) => `Leave their frames out (${formatNumber(frames)})`,
    use: 'Use them as they are',
    settled: 'No label needs a look any more: the dataset can be made.',
    make: 'Make the dataset',
  },
  {
    need: (labels) => `Стоит проверить: ${formatCount(labels, 'label')}`,
    review: 'Проверить их',
    lostLeftOut: (frames) =>
      `Не войдёт в датасет: ${formatCount(frames, 'frame')}, где об объекте ничего не известно, хотя он может быть виден.`,
    lostKept: (frames) =>
      `Войдёт в датасет без метки: ${formatCount(frames, 'frame')}, где об объекте ничего не известно, хотя он может быть виден. Такой объект обучение примет за фон.`,
    allLeftOut:
      'Не осталось бы ни одного кадра: на каждом об объекте ничего не известно или есть сомнительная метка. Проверьте их или оставьте такие кадры.',
    asked: 'Датасет пока не создан. Проверьте эти метки и создайте датасет снова или решите сейчас.',
    leaveOut: (frames) => `Пропустить кадры с ними (${formatNumber(frames)})`,
    use: 'Использовать как есть',
    settled: 'Сомнительных меток больше нет: можно создать датасет.',
    make: 'Создать этот датасет',
  },
);
