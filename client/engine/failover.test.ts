import { describe, expect, it } from 'vitest';
import { engineCheckpointSchema, type EngineCheckpoint } from '../../core/engine/checkpoint.ts';
import { propagate } from '../../core/engine/propagate.ts';
import { ColorSegmenter } from '../../core/engine/testing/color-segmenter.ts';
import { BLUE_ACTOR, labelsOf, outsideOn, QUICK_SETTINGS, RED_ACTOR } from '../../core/engine/testing/requests.ts';
import { sceneFrames } from '../../core/engine/testing/scene.ts';
import type { FrameResult, PropagationRequest } from '../../core/engine/types.ts';
import { ForgeError, type ErrorCode } from '../../core/errors.ts';
import { ranks } from '../../core/export/testing/synthetic-frames.ts';
import { trackId } from '../../core/schema/brands.ts';
import type { BrowserBackend } from '../workers/browser-backends.ts';
import { propagateWithFailover, type PropagationEngine, type RunPosition } from './failover.ts';

const FRAMES = 7;
const frames = sceneFrames(FRAMES, [RED_ACTOR, BLUE_ACTOR]);
/** Has all that a run remembers: a gap with frames that both sweeps blend, and frames without an object. */
const request: PropagationRequest = {
  tracks: [
    { id: trackId(1), labels: labelsOf(RED_ACTOR, 0, 4) },
    { id: trackId(2), labels: [...labelsOf(BLUE_ACTOR, 1), outsideOn(6)] },
  ],
  targets: ranks(FRAMES),
};

/** The attempt fails with `code` after this many results of its own. */
interface Failure {
  readonly results: number;
  readonly code: ErrorCode;
}
const lostAfter = (results: number): Failure => ({ results, code: 'device_lost' });

/** The engine itself, without a worker: what crosses the border is copied as there. One failure an attempt. */
function engineThatFails(failures: readonly Failure[]) {
  const attempts: { readonly backend: BrowserBackend | undefined; readonly resumed: number }[] = [];
  let restarts = 0;
  let backend: BrowserBackend = 'wasm';
  const engine: PropagationEngine = {
    load(wanted) {
      backend = wanted[0] ?? 'wasm';
      const engineRun = { modelId: 'm', fileHashes: {}, backend, precision: 'fp32', engineVersion: '1' } as const;
      return Promise.resolve({ engineRun, downloaded: false, notices: [] });
    },
    async propagate(wanted, resume, onFrame) {
      const failure = failures[attempts.length];
      attempts.push({ backend, resumed: resume?.results ?? 0 });
      let given = 0;
      const mayFail = () => {
        if (failure?.results === given) throw new ForgeError(failure.code);
      };
      const segmenter = new ColorSegmenter();
      const options = { settings: QUICK_SETTINGS, resume: resume && throughJson(resume) };
      for await (const result of propagate({ frames, segmenter }, wanted, options)) {
        mayFail();
        await onFrame(structuredClone(result), throughJson(result.checkpoint()));
        given += 1;
      }
      mayFail();
    },
    restart: () => {
      restarts += 1;
    },
  };
  return { engine, attempts, restarts: () => restarts };
}

const throughJson = (checkpoint: EngineCheckpoint): EngineCheckpoint =>
  engineCheckpointSchema.parse(JSON.parse(JSON.stringify(checkpoint)));

/** All of a result but the speed. */
const said = ({ progress: { framesDone, framesTotal }, ...result }: FrameResult) => ({
  ...result,
  framesDone,
  framesTotal,
});

async function run(
  failures: readonly Failure[],
  backends: readonly BrowserBackend[] = ['webgpu', 'wasm'],
  position?: RunPosition,
) {
  const under = engineThatFails(failures);
  const results: ReturnType<typeof said>[] = [];
  const losses: number[] = [];
  const listener = {
    onLoaded: () => undefined,
    onFrame: async (result: FrameResult) => {
      results.push(said(result));
    },
    onDeviceFailure: (_: ForgeError, count: number) => losses.push(count),
  };
  await propagateWithFailover(under.engine, request, backends, listener, position);
  return { ...under, results, losses };
}

const uncut = (await run([])).results;

describe('promise 19: a lost device', () => {
  it('resumes behind the last finished frame in a fresh worker', async () => {
    const { attempts, losses, restarts } = await run([lostAfter(3)]);
    expect(attempts).toEqual([
      { backend: 'webgpu', resumed: 0 },
      { backend: 'webgpu', resumed: 3 },
    ]);
    expect(restarts()).toBe(1);
    expect(losses).toEqual([1]);
  });

  it('gives what the whole run gives, to the bit and with its progress, wherever it is lost', async () => {
    // Both sweeps visit the middle of the gap, and the first one's vote waits meanwhile.
    expect(uncut.filter(({ frame }) => frame === 2)).toHaveLength(2);
    for (const at of uncut.keys()) expect((await run([lostAfter(at)])).results, `lost after ${at}`).toEqual(uncut);
  });

  it('gives it again where every device is lost right after its first result, and wasm finishes', async () => {
    const { attempts, results } = await run([lostAfter(1), lostAfter(1)]);
    expect(attempts.map(({ resumed }) => resumed)).toEqual([0, 1, 2]);
    expect(results).toEqual(uncut);
  });

  it('takes nothing but the user’s labels for labels of the user', () => {
    const asUser = uncut.flatMap(({ frame, tracks }) =>
      tracks.filter(({ state }) => state === 'user').map(() => frame),
    );
    expect(asUser).toEqual([0, 1, 4]);
  });

  it('goes on in WebAssembly after two losses', async () => {
    const { attempts, results } = await run([lostAfter(2), lostAfter(3)]);
    expect(attempts.map(({ backend }) => backend)).toEqual(['webgpu', 'webgpu', 'wasm']);
    expect(results).toEqual(uncut);
  });

  it('goes to WebAssembly at once when a run fails on the device', async () => {
    const { attempts } = await run([{ results: 1, code: 'model_run_failed' }]);
    expect(attempts.map(({ backend }) => backend)).toEqual(['webgpu', 'wasm']);
  });

  it('resumes what an earlier run of the same request left, and does nothing where it left nothing', async () => {
    const position: RunPosition = { checkpoint: undefined };
    const stopped = run([{ results: 4, code: 'aborted' }], undefined, position);
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    const { attempts, results } = await run([], undefined, position);
    expect(attempts.map(({ resumed }) => resumed)).toEqual([4]);
    expect(results).toEqual(uncut.slice(4));
    expect((await run([], undefined, position)).attempts).toEqual([]);
  });

  it('has nothing left to do where the device was lost behind the last result', async () => {
    const { attempts, results } = await run([lostAfter(uncut.length)]);
    expect(attempts).toHaveLength(1);
    expect(results).toEqual(uncut);
  });

  it('does not try again what fails in WebAssembly, or what the user stopped', async () => {
    await expect(run([{ results: 1, code: 'model_run_failed' }], ['wasm'])).rejects.toMatchObject({
      code: 'model_run_failed',
    });
    await expect(run([{ results: 1, code: 'aborted' }])).rejects.toMatchObject({ code: 'aborted' });
  });
});
