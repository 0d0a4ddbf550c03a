import { defineTexts } from '../../i18n/define-texts.ts';

/** What the choice of the playback speed says. */
export const speedTexts = defineTexts({ label: 'Playback speed' }, { label: 'Скорость воспроизведения' });
