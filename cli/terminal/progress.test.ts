import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createProgressView, durationText, StageClock } from './progress.ts';

/** A fake standard error that records its text. */
function stream(isTTY: boolean) {
  const pass = new PassThrough();
  let text = '';
  pass.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const terminal = Object.assign(pass, { isTTY, columns: 100 }) as unknown as NodeJS.WriteStream;
  return { terminal, text: () => text };
}

const half = { done: 5, total: 10, framesPerSecond: 0.5, secondsLeft: 10 };

describe('progress', () => {
  it('is a bar with rate and time left on a terminal, and the next stage gets a bar of its own', async () => {
    const { terminal, text } = stream(true);
    const view = createProgressView(terminal);
    view.show('Labelling', half);
    view.show('Writing', { done: 10, total: 10, framesPerSecond: 4.04, secondsLeft: 0 });
    view.say('Done.');
    await new Promise((resolve) => setImmediate(resolve));
    expect(text()).toMatch(/Labelling █+░+ 5\/10 frames {2}2\.0 s\/frame {2}10 s left/);
    expect(text()).toMatch(/Writing █+ 10\/10 frames {2}4\.0 frames\/s/);
    expect(text().endsWith('Done.\n')).toBe(true);
  });

  it('counts in the given unit', async () => {
    const { terminal, text } = stream(false);
    createProgressView(terminal).show('Sending', {
      done: 3,
      total: 40,
      unit: 'MB',
      framesPerSecond: 0,
      secondsLeft: 7,
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(text()).toBe('Sending: 3 of 40 MB, 7 s left\n');
  });

  it('is a line now and then elsewhere, with the last one always', async () => {
    const { terminal, text } = stream(false);
    const view = createProgressView(terminal);
    for (let done = 1; done <= 10; done++) view.show('Labelling', { ...half, done });
    view.end();
    await new Promise((resolve) => setImmediate(resolve));
    expect(text()).toBe('Labelling: 1 of 10 frames, 2.0 s/frame, 10 s left\nLabelling: 10 of 10 frames, 2.0 s/frame\n');
  });

  it.each([
    [0, '0 s'],
    [59.4, '59 s'],
    [200, '3 min 20 s'],
    [7500, '2 h 05 min'],
  ])('says %d seconds as %s', (seconds, text) => expect(durationText(seconds)).toBe(text));

  it('knows no rate before a second frame is done', () => {
    const clock = new StageClock();
    expect(clock.progress(1, 10)).toMatchObject({ framesPerSecond: 0, secondsLeft: null });
  });
});
