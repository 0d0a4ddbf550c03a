import { describe, expect, it } from 'vitest';
import type { FrameResult, PropagationRequest } from '../../core/engine/types.ts';
import { ForgeError, type ErrorCode } from '../../core/errors.ts';
import { frameIndex, imageBox, trackId } from '../../core/schema/brands.ts';
import type { BrowserBackend } from '../workers/browser-backends.ts';
import { propagateWithFailover, type PropagationEngine } from './failover.ts';

const request: PropagationRequest = {
  tracks: [{ id: trackId(1), labels: [{ frame: frameIndex(0), box: imageBox(0, 0, 8, 8) }] }],
  targets: [0, 1, 2, 3, 4, 5].map(frameIndex),
};

/**
 * An engine that gives one result a frame; each attempt fails after `frames` results with `code`, one entry
 * an attempt.
 */
function engineThatFails(failures: readonly { readonly frames: number; readonly code: ErrorCode }[]) {
  const attempts: { backends: readonly BrowserBackend[]; request: PropagationRequest }[] = [];
  let restarts = 0;
  let backends: readonly BrowserBackend[] = [];
  const engine: PropagationEngine = {
    load(wanted) {
      backends = wanted;
      const backend = wanted[0] ?? 'wasm';
      return Promise.resolve({
        info: { modelId: 'm', fileHashes: {}, backend, precision: 'fp32' as const },
        engineVersion: '1',
        downloaded: false,
        notices: [],
      });
    },
    async propagate(wanted, onFrame) {
      const failure = failures[attempts.length];
      attempts.push({ backends, request: wanted });
      const labelled = new Set(wanted.tracks.flatMap(({ labels }) => labels.map(({ frame }) => frame)));
      const frames = [...new Set([...labelled, ...wanted.targets])].sort((a, b) => a - b);
      for (const [done, frame] of frames.entries()) {
        if (failure?.frames === done) throw new ForgeError(failure.code);
        await onFrame({
          frame,
          timestamp: frame,
          tracks: [
            {
              trackId: trackId(1),
              state: labelled.has(frame) ? 'user' : 'propagated',
              box: imageBox(frame, 0, 4, 4),
              mask: { width: 8, height: 8, counts: [64] },
              confidence: 0.9,
            },
          ],
          progress: { framesDone: done + 1, framesTotal: frames.length, framesPerSecond: 1, secondsLeft: 1 },
        });
      }
    },
    restart: () => {
      restarts += 1;
    },
  };
  return { engine, attempts, restarts: () => restarts };
}

async function run(
  failures: Parameters<typeof engineThatFails>[0],
  backends: readonly BrowserBackend[] = ['webgpu', 'wasm'],
  before: FrameResult[] = [],
) {
  const under = engineThatFails(failures);
  const results: FrameResult[] = [];
  const losses: number[] = [];
  await propagateWithFailover(
    under.engine,
    request,
    backends,
    {
      onLoaded: () => undefined,
      onFrame: async (result) => {
        results.push(result);
      },
      onDeviceFailure: (_, count) => losses.push(count),
    },
    before,
  );
  const labelledFrames = results.filter(({ tracks }) => tracks.length > 0).map(({ frame }) => frame);
  return { ...under, results, losses, labelledFrames };
}

describe('promise 19: a lost device', () => {
  it('resumes behind the last finished frame in a fresh worker', async () => {
    const { attempts, labelledFrames, losses, restarts, results } = await run([{ frames: 3, code: 'device_lost' }]);
    expect(attempts.map(({ backends }) => backends[0])).toEqual(['webgpu', 'webgpu']);
    expect(attempts[1]?.request.targets).toEqual([3, 4, 5]);
    expect(restarts()).toBe(1);
    expect(losses).toEqual([1]);
    expect([...new Set(labelledFrames)].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    const done = results.map(({ progress }) => progress.framesDone);
    expect(done).toEqual([...done].sort((a, b) => a - b));
  });

  it('never turns a mask that it resumed from into a label of the user', async () => {
    const { results } = await run([{ frames: 3, code: 'device_lost' }]);
    const asUser = results.flatMap(({ frame, tracks }) =>
      tracks.filter(({ state }) => state === 'user').map(() => frame),
    );
    expect(new Set(asUser)).toEqual(new Set([0]));
  });

  it('goes on in WebAssembly after two losses', async () => {
    const { attempts, labelledFrames } = await run([
      { frames: 2, code: 'device_lost' },
      { frames: 3, code: 'device_lost' },
    ]);
    expect(attempts.map(({ backends }) => backends[0])).toEqual(['webgpu', 'webgpu', 'wasm']);
    expect(new Set(labelledFrames).size).toBe(6);
  });

  it('goes to WebAssembly at once when a run fails on the device', async () => {
    const { attempts } = await run([{ frames: 1, code: 'model_run_failed' }]);
    expect(attempts.map(({ backends }) => backends[0])).toEqual(['webgpu', 'wasm']);
  });

  it('resumes what an earlier run of the same request left, and does nothing where it left nothing', async () => {
    const stopped: FrameResult[] = [];
    await expect(run([{ frames: 4, code: 'aborted' }], undefined, stopped)).rejects.toMatchObject({ code: 'aborted' });
    const { attempts, results } = await run([], undefined, stopped);
    expect(attempts.map(({ request: { targets } }) => targets)).toEqual([[4, 5]]);
    expect(results.at(-1)?.progress.framesDone).toBeGreaterThan(4);
    expect((await run([], undefined, stopped)).attempts).toEqual([]);
  });

  it('does not try again what fails in WebAssembly, or what the user stopped', async () => {
    await expect(run([{ frames: 1, code: 'model_run_failed' }], ['wasm'])).rejects.toMatchObject({
      code: 'model_run_failed',
    });
    await expect(run([{ frames: 1, code: 'aborted' }])).rejects.toMatchObject({ code: 'aborted' });
  });
});
