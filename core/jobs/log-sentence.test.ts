import { describe, expect, it } from 'vitest';
import { JOB_LOG_SENTENCES, logSentence, type JobLogCode } from './log-sentence.ts';

describe('an entry of the log', () => {
  it('is a sentence with its values', () => {
    const planned = { code: 'planned', values: { frames: 120, parts: 1 } };
    expect(logSentence(planned)).toBe('Frames to label: 120; parts: 1.');
    const failed = { code: 'failed', values: { message: 'The video is empty.' } };
    expect(logSentence(failed)).toBe('Failed: The video is empty.');
    expect(logSentence({ code: 'started', values: { worker: 'forge-1' } })).toBe('Started on forge-1, ?.');
  });

  it('can be of another language', () => {
    const codes = Object.keys(JOB_LOG_SENTENCES) as JobLogCode[];
    const sentences = Object.fromEntries(codes.map((code) => [code, `${code} {seconds}`])) as Record<
      JobLogCode,
      string
    >;
    expect(logSentence({ code: 'retrying', values: { seconds: 5 } }, sentences)).toBe('retrying 5');
  });

  it('has its error in that language', () => {
    const error = { reason: 'video_empty', params: {} };
    const failed = { code: 'failed', values: { message: 'The video is empty.' }, error };
    const sayError = ({ reason }: { reason: string }, english: string) => `${reason} (${english})`;
    expect(logSentence(failed)).toBe('Failed: The video is empty.');
    expect(logSentence(failed, JOB_LOG_SENTENCES, sayError)).toBe('Failed: video_empty (The video is empty.)');
  });

  it('of a code that is not known is shown as it is', () => {
    expect(logSentence({ code: 'moved', values: { to: 'forge-9', frames: 3 } })).toBe('moved: to forge-9, frames 3.');
    expect(logSentence({ code: 'toString', values: {} })).toBe('toString.');
  });
});
