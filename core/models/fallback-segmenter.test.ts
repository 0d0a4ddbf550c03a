import { describe, expect, it } from 'vitest';
import { ForgeError } from '../errors.ts';
import type { RgbaImage } from '../image/rgba.ts';
import type { Backend, DecodedMasks, Embedding, Segmenter } from '../ports/segmenter.ts';
import { imageBox } from '../schema/brands.ts';
import { createFallbackSegmenter, type Fallback } from './fallback-segmenter.ts';

const image: RgbaImage = { width: 2, height: 2, data: new Uint8ClampedArray(16) };
const prompt = { box: imageBox(0, 0, 1, 1) };
const lost = () => new ForgeError('device_lost.graphics');

/**
 * A segmenter that answers with its backend's number, and fails on the runs (counted from 1) that a test
 * chooses.
 */
class ScriptedSegmenter implements Segmenter {
  readonly info: Segmenter['info'];
  runs = 0;
  disposals = 0;
  runMilliseconds = 0;
  encodeRuns = 0;
  liveTensors = 0;

  constructor(
    backend: Backend,
    private readonly answer: number,
    private readonly failOn: (run: number) => Error | null = () => null,
  ) {
    this.info = { modelId: 'scripted', fileHashes: {}, backend, precision: 'fp32' };
  }

  async encode(): Promise<Embedding> {
    await this.#run();
    this.encodeRuns += 1;
    this.liveTensors += 1;
    const features = new Float32Array([this.answer]);
    const dispose = () => void (this.liveTensors -= 1);
    const grid = { columns: 1, rows: 1, cellSize: 16, channels: 1, gridSide: 1 };
    return { width: 2, height: 2, scale: 1, ...grid, features, encoded: features, dispose };
  }

  async decode(embedding: Embedding): Promise<DecodedMasks> {
    await this.#run();
    return { lowResLogits: embedding.features, predictedIou: this.answer, others: [] };
  }

  async dispose(): Promise<void> {
    this.disposals += 1;
  }

  async #run(): Promise<void> {
    this.runs += 1;
    this.runMilliseconds += 10;
    await Promise.resolve();
    const failure = this.failOn(this.runs);
    if (failure) throw failure;
  }
}

async function chainOf(segmenters: Partial<Record<Backend, ScriptedSegmenter | ForgeError>>) {
  const fallbacks: Fallback[] = [];
  const created: Backend[] = [];
  const segmenter = await createFallbackSegmenter(
    Object.keys(segmenters) as Backend[],
    async (backend) => {
      created.push(backend);
      const each = segmenters[backend];
      if (!each || each instanceof ForgeError) throw each ?? new Error('not scripted');
      return each;
    },
    (fallback) => fallbacks.push(fallback),
  );
  return { segmenter, fallbacks, created };
}

const steps = (fallbacks: readonly Fallback[]) =>
  fallbacks.map(({ from, to, reason }) => `${from}>${to} ${reason.code}`);

describe('createFallbackSegmenter', () => {
  it('takes the first backend that can be created and says which it passed over', async () => {
    const none = new ForgeError('backend_unavailable');
    const { segmenter, fallbacks } = await chainOf({ cuda: none, webgpu: none, cpu: new ScriptedSegmenter('cpu', 3) });
    expect(segmenter.info.backend).toBe('cpu');
    expect(steps(fallbacks)).toEqual(['cuda>webgpu backend_unavailable', 'webgpu>cpu backend_unavailable']);
  });

  it('creates no backend that is not needed', async () => {
    const { segmenter, created } = await chainOf({
      cuda: new ScriptedSegmenter('cuda', 1),
      cpu: new ScriptedSegmenter('cpu', 2),
    });
    await segmenter.encode(image);
    expect(created).toEqual(['cuda']);
  });

  it('throws the last reason when no backend can be created', async () => {
    const broken = {
      cuda: new ForgeError('backend_unavailable.detail', { backend: 'cuda', detail: 'one' }),
      cpu: new ForgeError('backend_unavailable.detail', { backend: 'cpu', detail: 'two' }),
    };
    await expect(chainOf(broken)).rejects.toThrow('two');
    await expect(chainOf({})).rejects.toMatchObject({ code: 'backend_unavailable' });
  });

  it('tries no further backend when creation was stopped', async () => {
    const stopped = chainOf({ cuda: new ForgeError('aborted'), cpu: new ScriptedSegmenter('cpu', 1) });
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
  });

  it('repeats the failed run on the next backend and releases the failed one', async () => {
    const webgpu = new ScriptedSegmenter('webgpu', 1, (run) => (run === 3 ? lost() : null));
    const cpu = new ScriptedSegmenter('cpu', 2);
    const { segmenter, fallbacks } = await chainOf({ webgpu, cpu });
    const before = await segmenter.encode(image);
    expect((await segmenter.decode(before, prompt)).predictedIou).toBe(1);
    const after = await segmenter.decode(before, prompt);
    expect(after.predictedIou).toBe(2);
    expect([...after.lowResLogits]).toEqual([1]);
    expect(segmenter.info.backend).toBe('cpu');
    expect(steps(fallbacks)).toEqual(['webgpu>cpu device_lost']);
    expect([webgpu.disposals, cpu.disposals, cpu.runs]).toEqual([1, 0, 1]);
  });

  it('counts time and tensors over all backends', async () => {
    const webgpu = new ScriptedSegmenter('webgpu', 1, (run) => (run === 2 ? lost() : null));
    const { segmenter } = await chainOf({ webgpu, cpu: new ScriptedSegmenter('cpu', 2) });
    const first = await segmenter.encode(image);
    const second = await segmenter.encode(image);
    expect(segmenter.runMilliseconds).toBe(30);
    expect(segmenter.liveTensors).toBe(2);
    first.dispose();
    second.dispose();
    expect(segmenter.liveTensors).toBe(0);
  });

  it('passes over a next backend that cannot be created', async () => {
    const webgpu = new ScriptedSegmenter('webgpu', 2, () => new ForgeError('model_run_failed'));
    const cuda = new ScriptedSegmenter('cuda', 1, lost);
    const { segmenter, fallbacks } = await chainOf({
      cuda,
      wasm: new ForgeError('backend_unavailable'),
      webgpu,
      cpu: new ScriptedSegmenter('cpu', 3),
    });
    expect([...(await segmenter.encode(image)).features]).toEqual([3]);
    expect(steps(fallbacks)).toEqual([
      'cuda>wasm device_lost',
      'wasm>webgpu backend_unavailable',
      'webgpu>cpu model_run_failed',
    ]);
  });

  it('throws the last failure when no backend is left', async () => {
    const cpu = new ScriptedSegmenter('cpu', 2, () => new ForgeError('model_run_failed.detail', { detail: 'last' }));
    const { segmenter } = await chainOf({ webgpu: new ScriptedSegmenter('webgpu', 1, lost), cpu });
    await expect(segmenter.encode(image)).rejects.toThrow('last');
  });

  it('changes the backend once when several runs fail together', async () => {
    const webgpu = new ScriptedSegmenter('webgpu', 1, lost);
    const { segmenter, fallbacks, created } = await chainOf({ webgpu, cpu: new ScriptedSegmenter('cpu', 2) });
    const embeddings = await Promise.all([segmenter.encode(image), segmenter.encode(image), segmenter.encode(image)]);
    expect(embeddings.map(({ features }) => features[0])).toEqual([2, 2, 2]);
    expect(fallbacks).toHaveLength(1);
    expect(created).toEqual(['webgpu', 'cpu']);
    expect(webgpu.disposals).toBe(1);
  });

  it.each([
    ['an abort', () => new ForgeError('aborted')],
    ['a fault of the program', () => new TypeError('x is not a function')],
  ])('does not take %s for a failure of the backend', async (_, failure) => {
    const webgpu = new ScriptedSegmenter('webgpu', 1, failure);
    const { segmenter, fallbacks } = await chainOf({ webgpu, cpu: new ScriptedSegmenter('cpu', 2) });
    await expect(segmenter.encode(image)).rejects.toThrow(failure().message);
    expect(fallbacks).toEqual([]);
  });

  it('does not go on after it was disposed', async () => {
    const webgpu = new ScriptedSegmenter('webgpu', 1, lost);
    const { segmenter, created } = await chainOf({ webgpu, cpu: new ScriptedSegmenter('cpu', 2) });
    await segmenter.dispose();
    await expect(segmenter.encode(image)).rejects.toMatchObject({ code: 'device_lost' });
    expect(created).toEqual(['webgpu']);
  });
});
