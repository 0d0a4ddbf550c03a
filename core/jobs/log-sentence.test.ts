import { describe, expect, it } from 'vitest';
import { logSentence } from './log-sentence.ts';

const SAID = [
  ['queued', {}, 'Queued.'],
  ['started', { worker: 'forge-1', device: 'cuda' }, 'Started on forge-1, cuda.'],
  ['planned', { frames: 120, parts: 1 }, '120 frames to label, in 1 part.'],
  ['resumed_elsewhere', { worker: 'forge-2', frame: 17 }, 'Continued on forge-2 after frame 17.'],
  ['paused', {}, 'Paused.'],
  ['resumed', {}, 'Resumed.'],
  ['cancelled', {}, 'Cancelled.'],
  [
    'worker_lost',
    { worker: 'forge-1', frame: 17 },
    'The worker forge-1 was lost after frame 17; another one goes on from there.',
  ],
  ['retrying', { seconds: 5, message: 'The storage is busy.' }, 'Tried again in 5 seconds: The storage is busy.'],
  ['failed', { message: 'The video is empty.' }, 'Failed: The video is empty.'],
  ['labelled', { frames: 1, seconds: 12.3456 }, 'Labelled 1 frame in 12.3 seconds.'],
  ['writing', {}, 'Writing the dataset.'],
  ['saved', { dataset: 'Pets' }, 'Saved as the dataset "Pets".'],
  ['retried', {}, 'Started again.'],
  ['done', {}, 'Done.'],
] as const;

describe('an entry of the log', () => {
  it.each(SAID)('%s with %o is a sentence', (code, values, sentence) => {
    expect(logSentence({ code, values })).toBe(sentence);
  });

  it('of a code that is not known is shown as it is', () => {
    expect(logSentence({ code: 'moved', values: { to: 'forge-9', frames: 3 } })).toBe('moved: to forge-9, frames 3.');
    expect(logSentence({ code: 'toString', values: {} })).toBe('toString.');
  });
});
