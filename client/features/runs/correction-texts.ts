import { defineTexts } from '../../i18n/define-texts.ts';
import { formatCount, formatNumber } from '../../i18n/plural.ts';

/** Texts of updating the frames around a corrected label. */
export const correctionTexts = defineTexts(
  {
    choice: 'Update the frames around it',
    choiceHint: 'When you correct a propagated label, the frames around it are updated at once, nearest first.',
    begins: (frame: number) => `Updating the frames around frame ${formatNumber(frame)}`,
    starting: 'Starting to update…',
    thisFrame: 'Updating this frame…',
    updating: (done: number, total: number) => `Updating ${formatNumber(done)} of ${formatCount(total, 'frame')}`,
    stop: 'Stop',
    done: (frames: number) => (frames === 0 ? 'Updated.' : `Updated ${formatCount(frames, 'frame')}.`),
    stopped: (left: number, total: number) =>
      `Stopped: ${formatNumber(left)} of ${formatCount(total, 'frame')} ${left === 1 ? 'is' : 'are'} not updated.`,
    goOn: 'Update the rest',
  },
  {
    choice: 'Обновлять соседние кадры',
    choiceHint: 'Когда вы исправляете распространённую метку, кадры вокруг обновляются сразу, начиная с ближайших.',
    begins: (frame) => `Обновляются кадры вокруг кадра ${formatNumber(frame)}`,
    starting: 'Обновление начинается…',
    thisFrame: 'Этот кадр обновляется…',
    updating: (done, total) => `Обновлено ${formatNumber(done)} из ${formatNumber(total)}`,
    stop: 'Остановить',
    done: (frames) => (frames === 0 ? 'Обновлено.' : `Обновлено: ${formatCount(frames, 'frame')}.`),
    stopped: (left, total) => `Остановлено. Не обновлено: ${formatNumber(left)} из ${formatNumber(total)}.`,
    goOn: 'Обновить остальные',
  },
);
