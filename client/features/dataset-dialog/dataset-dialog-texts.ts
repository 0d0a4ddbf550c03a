import { defineTexts } from '../../i18n/define-texts.ts';
import { formatCount, formatNumber, pluralForm } from '../../i18n/plural.ts';

/** Texts of the dialog "Create dataset". */
export const datasetDialogTexts = defineTexts(
  {
    name: 'Name',
    range: 'Part of the video',
    from: 'From frame',
    to: 'To frame',
    wholeVideo: 'Whole video',
    imageSize: (width: number, height: number) => `${formatNumber(width)} × ${formatNumber(height)} pixels`,
    leftOut: (count: number) =>
      `${formatCount(count, 'frame')} that you labelled ${pluralForm('en', count, { one: 'is', other: 'are' })} not chosen: ${pluralForm('en', count, { one: 'its labels are', other: 'their labels are' })} not used, and ${pluralForm('en', count, { one: 'it is', other: 'they are' })} not in the dataset.`,
    signedOut: 'You will be asked to sign in: datasets are kept in an account, and can be downloaded.',
    signedIn: 'The dataset is saved to your account when it is done, and can be downloaded.',
    confirm: 'Confirm',
    nothingInRange: 'There is no frame in this part of the video.',
  },
  {
    name: 'Название',
    range: 'Часть видео',
    from: 'С кадра',
    to: 'По кадр',
    wholeVideo: 'Всё видео',
    imageSize: (width, height) => `${formatNumber(width)} × ${formatNumber(height)} пикселей`,
    leftOut: (count) =>
      `Размечено, но не выбрано: ${formatCount(count, 'frame')}. Разметка с них не используется, и в датасет они не войдут.`,
    signedOut: 'Понадобится войти: датасеты хранятся в аккаунте, и их можно скачать.',
    signedIn: 'Готовый датасет сохранится в вашем аккаунте, и его можно будет скачать.',
    confirm: 'Подтвердить',
    nothingInRange: 'В этой части видео нет ни одного кадра.',
  },
);
