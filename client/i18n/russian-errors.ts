import type { ErrorReason } from '../../core/errors.ts';
import { RUSSIAN_CODES } from './russian-errors/codes.ts';
import { RUSSIAN_VIDEO } from './russian-errors/video.ts';
import { RUSSIAN_LABELS } from './russian-errors/labels.ts';
import { RUSSIAN_MODELS } from './russian-errors/models.ts';
import { RUSSIAN_SERVER } from './russian-errors/server.ts';
import { RUSSIAN_ARCHIVES } from './russian-errors/archives.ts';
import { RUSSIAN_COMMAND_LINE } from './russian-errors/command-line.ts';

/** The Russian sentence of each reason of an error, with the parameters of the English one. */
export const RUSSIAN_SENTENCES: Readonly<Record<ErrorReason, string>> = {
  ...RUSSIAN_CODES,
  ...RUSSIAN_VIDEO,
  ...RUSSIAN_LABELS,
  ...RUSSIAN_MODELS,
  ...RUSSIAN_SERVER,
  ...RUSSIAN_ARCHIVES,
  ...RUSSIAN_COMMAND_LINE,
  'internal.detail': 'Произошло что-то непредвиденное: {detail}',
};
