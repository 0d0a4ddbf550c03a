import { formatBytes, formatDuration } from '../i18n/format.ts';
import { defineTexts } from '../i18n/define-texts.ts';
import { texts } from '../i18n/texts.ts';
import type { UploadProgress } from './upload-progress.ts';

/** Texts about the upload of a video. */
export const uploadTexts = defineTexts(
  {
    label: 'Progress of the upload',
    starts: 'Getting ready to send the video',
    hashing: 'Reading the video',
    sending: 'Sending the video',
    stopping: 'Stopping…',
    perSecond: (size: string) => `${size}/s`,
  },
  {
    label: 'Ход отправки видео',
    starts: 'Готовимся отправить видео',
    hashing: 'Читаем видео',
    sending: 'Отправляем видео',
    stopping: 'Останавливаем…',
    perSecond: (size) => `${size}/с`,
  },
);

/** Progress of an upload as the texts of a progress bar. */
export function uploadLine({ stage, bytes, totalBytes, bytesPerSecond }: UploadProgress) {
  const left = bytesPerSecond === null ? null : (totalBytes - bytes) / bytesPerSecond;
  const isSending = stage === 'sending' && bytesPerSecond !== null && left !== null;
  return {
    value: bytes / Math.max(1, totalBytes),
    text: uploadTexts[stage],
    detail: `${formatBytes(bytes)} / ${formatBytes(totalBytes)}`,
    /** Bytes a second and the remaining time; empty until they are known. */
    pace: isSending
      ? `${uploadTexts.perSecond(formatBytes(bytesPerSecond))}, ${texts.timeLeft(formatDuration(left))}`
      : '',
  };
}
