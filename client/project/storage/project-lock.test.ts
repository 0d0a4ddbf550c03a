// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { acquireProject, takeOverProject, withClosedProject } from './project-lock.ts';

type Callback = (lock: object | null) => Promise<unknown> | undefined;

/** Fake browser locks, as far as projects need them: one holder, a queue, and stealing. */
class FakeLocks {
  readonly #holders = new Map<string, { steal(): void }>();
  readonly #waiting: (() => void)[] = [];

  async request(
    name: string,
    options: { ifAvailable?: boolean; steal?: boolean; signal?: AbortSignal },
    callback: Callback,
  ) {
    options.signal?.throwIfAborted();
    if (options.ifAvailable && this.#holders.has(name)) return callback(null);
    if (options.steal) this.#holders.get(name)?.steal();
    while (this.#holders.has(name) && !options.steal) {
      await new Promise<void>((resolve, reject) => {
        this.#waiting.push(resolve);
        options.signal?.addEventListener('abort', () => reject(options.signal?.reason as Error));
      });
    }
    return this.#hold(name, callback);
  }

  async #hold(name: string, callback: Callback) {
    let steal = (): void => undefined;
    const stolen = new Promise<never>((_, reject) => {
      steal = () => reject(new DOMException('stolen', 'AbortError'));
    });
    const holder = { steal };
    this.#holders.set(name, holder);
    try {
      return await Promise.race([callback({ name }), stolen]);
    } finally {
      if (this.#holders.get(name) === holder) this.#holders.delete(name);
      for (const next of this.#waiting.splice(0)) next();
    }
  }
}

beforeEach(() => vi.stubGlobal('navigator', { locks: new FakeLocks() }));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('a project and its tabs', () => {
  it('belongs to one tab until that lets go', async () => {
    const mine = await acquireProject('a', vi.fn());
    expect(await acquireProject('a', vi.fn())).toBeNull();
    expect(await acquireProject('b', vi.fn())).not.toBeNull();
    await mine?.release();
    expect(await acquireProject('a', vi.fn())).not.toBeNull();
  });

  it('is handed over by the tab that has it, when that has saved', async () => {
    const steps: string[] = [];
    const mine = await acquireProject('a', () => {
      steps.push('saved');
      void mine?.release();
    });
    await takeOverProject('a', vi.fn());
    steps.push('taken');
    expect(steps).toEqual(['saved', 'taken']);
  });

  it('is taken by force from a tab that does not answer, which is told', async () => {
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort(new Error('too long')));
    const told = vi.fn();
    await acquireProject('a', told);
    vi.spyOn(BroadcastChannel.prototype, 'postMessage').mockReturnValue();
    expect(await takeOverProject('a', vi.fn())).not.toBeNull();
    await vi.waitFor(() => expect(told).toHaveBeenCalledOnce());
  });

  it('is not touched from the list while a tab has it open', async () => {
    const work = vi.fn(() => Promise.resolve());
    const mine = await acquireProject('a', vi.fn());
    expect(await withClosedProject('a', work)).toBe(false);
    expect(work).not.toHaveBeenCalled();
    await mine?.release();
    expect(await withClosedProject('a', work)).toBe(true);
    expect(await acquireProject('a', vi.fn())).not.toBeNull();
  });

  it('is free to all where the browser has no locks', async () => {
    vi.stubGlobal('navigator', {});
    expect(await acquireProject('a', vi.fn())).not.toBeNull();
    expect(await acquireProject('a', vi.fn())).not.toBeNull();
  });
});
