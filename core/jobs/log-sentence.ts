import type { JobLogEntry } from '../schema/api/jobs.ts';
import type { ReportedReason } from '../schema/api/problem.ts';
import { fillSentence } from '../sentences/fill-sentence.ts';

/** The sentence of each code of a job's log; a part in braces is one of the entry's values. */
export const JOB_LOG_SENTENCES = {
  queued: 'Queued.',
  started: 'Started on {worker}, {device}.',
  planned: 'Frames to label: {frames}; parts: {parts}.',
  resumed_elsewhere: 'Continued on {worker} after {frame} frames of this part.',
  paused: 'Paused.',
  resumed: 'Resumed.',
  cancelled: 'Cancelled.',
  worker_lost: 'The worker {worker} was lost after {frame} frames of its part; another one goes on from there.',
  retrying: 'Tried again in {seconds} s: {message}',
  failed: 'Failed: {message}',
  labelled: 'All frames are labelled.',
  doubted: 'Labels that need a look: {labels}. No dataset was made yet.',
  saved: 'Saved as the dataset "{dataset}".',
  retried: 'Started again.',
  done: 'Done.',
} as const;
export type JobLogCode = keyof typeof JOB_LOG_SENTENCES;

/**
 * One entry of a job's log as a sentence. An unknown code, from a newer server, is shown as it is, with its
 * values.
 *
 * @param sentences like JOB_LOG_SENTENCES, in the wanted language
 * @param sayError the sentence of the entry's error in that language; its English one is known
 */
export function logSentence(
  { code, values: given, error }: Pick<JobLogEntry, 'code' | 'values' | 'error'>,
  sentences: Readonly<Record<JobLogCode, string>> = JOB_LOG_SENTENCES,
  sayError: (error: ReportedReason, english: string) => string = (_, english) => english,
): string {
  const values = error ? { ...given, message: sayError(error, String(given['message'] ?? '')) } : given;
  if (Object.hasOwn(JOB_LOG_SENTENCES, code)) return fillSentence(sentences[code as JobLogCode], values);
  const said = Object.entries(values).map(([name, value]) => `${name} ${value}`);
  return said.length === 0 ? `${code}.` : `${code}: ${said.join(', ')}.`;
}
