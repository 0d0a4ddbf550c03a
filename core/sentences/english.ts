import { CODE_SENTENCES } from './codes.ts';
import { VIDEO_SENTENCES } from './video.ts';
import { LABELS_SENTENCES } from './labels.ts';
import { MODELS_SENTENCES } from './models.ts';
import { SERVER_SENTENCES } from './server.ts';
import { ARCHIVE_SENTENCES } from './archives.ts';
import { COMMAND_LINE_SENTENCES } from './command-line.ts';

/**
 * The English sentence of every way in which the product can refuse or fail. A key is a reason: an error code,
 * or a code and what exactly is wrong, separated by a dot. A part in braces is a parameter. Every language has a
 * table with the same keys (`client/i18n/russian-errors.ts`), complete by type.
 */
export const ENGLISH_SENTENCES = {
  ...CODE_SENTENCES,
  ...VIDEO_SENTENCES,
  ...LABELS_SENTENCES,
  ...MODELS_SENTENCES,
  ...SERVER_SENTENCES,
  ...ARCHIVE_SENTENCES,
  ...COMMAND_LINE_SENTENCES,
  'internal.detail': 'Something unexpected went wrong: {detail}',
} as const;
