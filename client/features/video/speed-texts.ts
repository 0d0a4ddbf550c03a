import { defineTexts } from '../../i18n/define-texts.ts';

/** Texts of the menu of the playback speed. */
export const speedTexts = defineTexts({ label: 'Playback speed' }, { label: 'Скорость воспроизведения' });
