import { describe, expect, it } from 'vitest';
import { ForgeError } from '../../core/errors.ts';
import { JobSlot } from './job-slot.ts';

/** A job that works until it is told to stop, and then needs a moment. */
function endless(log: string[], name: string) {
  return async (signal: AbortSignal): Promise<never> => {
    log.push(`${name} begins`);
    if (!signal.aborted) await new Promise((end) => signal.addEventListener('abort', end, { once: true }));
    await Promise.resolve();
    log.push(`${name} ends`);
    throw signal.reason;
  };
}
const short = (log: string[], name: string) => async () => void log.push(name);

describe('the jobs of the engine', () => {
  it('are one at a time', async () => {
    const [slot, log] = [new JobSlot(), [] as string[]];
    const first = slot.run(endless(log, 'run'));
    expect(slot.isTaken).toBe(true);
    await expect(slot.run(short(log, 'other'))).rejects.toMatchObject({ code: 'internal' });
    slot.cancel(new ForgeError('aborted'));
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    await slot.run(short(log, 'other'));
    expect(log).toEqual(['run begins', 'run ends', 'other']);
  });

  it('that give way end before the next one begins, whichever it is', async () => {
    const [slot, log] = [new JobSlot(), [] as string[]];
    const correction = slot.run(endless(log, 'first'), { givesWay: true });
    expect(slot.isTaken).toBe(false);
    const next = slot.run(endless(log, 'second'), { givesWay: true });
    const last = slot.run(short(log, 'run'));
    await expect(correction).rejects.toMatchObject({ code: 'aborted' });
    await expect(next).rejects.toMatchObject({ code: 'aborted' });
    await last;
    expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends', 'run']);
  });

  it('are over after a failure', async () => {
    const slot = new JobSlot();
    await expect(slot.run(() => Promise.reject(new ForgeError('model_run_failed')))).rejects.toMatchObject({
      code: 'model_run_failed',
    });
    await expect(slot.run(async () => 7)).resolves.toBe(7);
  });
});
