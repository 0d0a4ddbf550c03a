import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ForgeError } from '../../core/errors.ts';
import type { PrecisionReport } from '../../core/models/precision-trial.ts';
import { choosePrecision } from './precision-choice.ts';
import { openPrecisionMemory } from './precision-memory.ts';

const FP16: PrecisionReport = {
  precision: 'fp16',
  reason: 'its masks agree',
  lowestIou: 0.998,
  fp32Milliseconds: 35,
  fp16Milliseconds: 21,
};
const HASHES = { 'encoder.onnx': 'ab', 'sam.onnx': 'cd' };
const running = new AbortController().signal;
const unexpected = () => Promise.reject(new Error('nothing should be tried'));

/** The browser's cache, as far as it is used here. */
class FakeCache {
  readonly kept = new Map<string, string>();
  readonly match = async (key: string) => (this.kept.has(key) ? new Response(this.kept.get(key)) : undefined);
  readonly put = async (key: string, response: Response) => void this.kept.set(key, await response.text());
  readonly delete = async (key: string) => this.kept.delete(key);
}
let cache: FakeCache;
beforeEach(() => {
  cache = new FakeCache();
  vi.stubGlobal('caches', { open: async () => cache });
  vi.spyOn(console, 'info').mockReturnValue();
  vi.spyOn(console, 'warn').mockReturnValue();
});

const card = () => openPrecisionMemory('nvidia/ampere//', HASHES);

describe('what the model computes with in a browser', () => {
  it('is tried once for each device and model', async () => {
    const trial = async (beforeHalf: () => Promise<void>) => {
      await beforeHalf();
      return FP16;
    };
    expect(await choosePrecision(trial, await card(), running)).toBe('fp16');
    expect(await choosePrecision(unexpected, await card(), running)).toBe('fp16');
    const others = [
      await openPrecisionMemory('intel/gen-12lp//', HASHES),
      await openPrecisionMemory('nvidia/ampere//', { ...HASHES, 'encoder.onnx': 'ef' }),
    ];
    for (const other of others) expect(await other?.read()).toBeNull();
  });

  it('is fp32 for good where the tab or the driver did not survive fp16', async () => {
    const crash = new Promise<never>(() => undefined);
    const begun = new Promise<void>((resolve) => {
      const trial = async (beforeHalf: () => Promise<void>) => {
        await beforeHalf();
        resolve();
        return crash;
      };
      void card().then((verdict) => choosePrecision(trial, verdict, running));
    });
    await begun;
    // The next visit.
    expect(await choosePrecision(unexpected, await card(), running)).toBe('fp32');
  });

  it('is fp32 for this visit where fp32 could not be tried, which says nothing of fp16', async () => {
    const offline = () => Promise.reject(new ForgeError('backend_unavailable.backend', { backend: 'WebGPU' }));
    expect(await choosePrecision(offline, await card(), running)).toBe('fp32');
    expect(await (await card())?.read()).toBeNull();
  });

  it('is not remembered of a trial that the user stopped', async () => {
    const controller = new AbortController();
    const trial = async (beforeHalf: () => Promise<void>) => {
      await beforeHalf();
      controller.abort();
      throw new ForgeError('aborted');
    };
    await expect(choosePrecision(trial, await card(), controller.signal)).rejects.toMatchObject({ code: 'aborted' });
    expect(cache.kept.size).toBe(0);
  });

  it('is fp32, untried, where the browser keeps nothing', async () => {
    vi.stubGlobal('caches', { open: () => Promise.reject(new DOMException('no', 'SecurityError')) });
    expect(await choosePrecision(unexpected, await card(), running)).toBe('fp32');
  });

  it('is found anew where what was kept is damaged', async () => {
    await (await card())?.write({ ...FP16, precision: 'fp8' as 'fp16' });
    expect(await choosePrecision(async () => FP16, await card(), running)).toBe('fp16');
  });
});
