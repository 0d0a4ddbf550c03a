import type { JobLogEntry } from '../schema/api/jobs.ts';

type Values = JobLogEntry['values'];

/** What each code of a job's log says. */
const SENTENCES: Readonly<Record<string, (values: Values) => string>> = {
  queued: () => 'Queued.',
  started: ({ worker, device }) => `Started on ${worker}, ${device}.`,
  planned: ({ frames, parts }) => `${counted(frames, 'frame')} to label, in ${counted(parts, 'part')}.`,
  resumed_elsewhere: ({ worker, frame }) => `Continued on ${worker} after frame ${frame}.`,
  paused: () => 'Paused.',
  resumed: () => 'Resumed.',
  cancelled: () => 'Cancelled.',
  worker_lost: ({ worker, frame }) =>
    `The worker ${worker} was lost after frame ${frame}; another one goes on from there.`,
  retrying: ({ seconds, message }) => `Tried again in ${counted(seconds, 'second')}: ${message}`,
  failed: ({ message }) => `Failed: ${message}`,
  labelled: ({ frames, seconds }) => `Labelled ${counted(frames, 'frame')} in ${counted(seconds, 'second')}.`,
  writing: () => 'Writing the dataset.',
  saved: ({ dataset }) => `Saved as the dataset "${dataset}".`,
  retried: () => 'Started again.',
  done: () => 'Done.',
};

/** One entry of a job's log as an English sentence. A code that a newer server has is shown as it is, with its values. */
export function logSentence({ code, values }: Pick<JobLogEntry, 'code' | 'values'>): string {
  const say = Object.hasOwn(SENTENCES, code) ? SENTENCES[code] : undefined;
  if (say) return say(values);
  const said = Object.entries(values).map(([name, value]) => `${name} ${value}`);
  return said.length === 0 ? `${code}.` : `${code}: ${said.join(', ')}.`;
}

const counted = (count: string | number | undefined, noun: string): string =>
  `${typeof count === 'number' ? Number(count.toFixed(1)) : count} ${noun}${count === 1 ? '' : 's'}`;
