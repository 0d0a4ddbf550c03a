import { defineTexts } from '../../i18n/define-texts.ts';
import { formatNumber } from '../../i18n/plural.ts';

/** Texts of the panel "Labelled frames" and of the button that finishes a frame. */
export const labelledFramesTexts = defineTexts(
  {
    finish: 'Finish annotating',
    finishHint: 'Keep this frame with its labels in the panel "Labelled frames"',
    finishFirst: 'Label something on this frame first',
    kept: (frame: number) => `Frame ${formatNumber(frame)} is in the labelled frames.`,
    labelledFrames: 'Labelled frames',
    noFrames: 'No frame is labelled yet. Label one and press "Finish annotating".',
    chosenOf: (chosen: number, all: number) => `${formatNumber(chosen)} of ${formatNumber(all)} chosen`,
    chooseAll: 'Choose all',
    chooseNone: 'Choose none',
    chooseFrame: (frame: number) => `Use frame ${formatNumber(frame)} for the dataset`,
    openFrame: (frame: number) => `Open frame ${formatNumber(frame)}`,
    editFrame: (frame: number) => `Edit frame ${formatNumber(frame)}`,
    removeFrame: (frame: number) => `Remove frame ${formatNumber(frame)}`,
    pictureOf: (frame: number) => `Frame ${formatNumber(frame)} with its labels`,
    chooseFirst: 'Choose at least one labelled frame.',
  },
  {
    finish: 'Завершить разметку',
    finishHint: 'Сохранить этот кадр с разметкой на панели «Размеченные кадры»',
    finishFirst: 'Сначала разметьте что-нибудь на этом кадре',
    kept: (frame) => `Кадр ${formatNumber(frame)} добавлен к размеченным.`,
    labelledFrames: 'Размеченные кадры',
    noFrames: 'Размеченных кадров пока нет. Разметьте кадр и нажмите «Завершить разметку».',
    chosenOf: (chosen, all) => `выбрано ${formatNumber(chosen)} из ${formatNumber(all)}`,
    chooseAll: 'Выбрать все',
    chooseNone: 'Снять выбор',
    chooseFrame: (frame) => `Использовать кадр ${formatNumber(frame)} для датасета`,
    openFrame: (frame) => `Открыть кадр ${formatNumber(frame)}`,
    editFrame: (frame) => `Править кадр ${formatNumber(frame)}`,
    removeFrame: (frame) => `Убрать кадр ${formatNumber(frame)}`,
    pictureOf: (frame) => `Кадр ${formatNumber(frame)} с разметкой`,
    chooseFirst: 'Выберите хотя бы один размеченный кадр.',
  },
);
