import { describe, expect, it } from 'vitest';
import { matrixPower } from '../../tests/fixtures/onnx-graph.ts';
import { ForgeError, throwIfAborted } from '../errors.ts';
import type { FloatTensor, ModelRuntime, ModelSession } from '../ports/model-runtime.ts';
import { LOW_RES_MASK_SIDE, type DecodedMasks, type Embedding, type Segmenter } from '../ports/segmenter.ts';
import { toHalfPrecision } from './half-precision.ts';
import type { Model, ModelAdapter } from './model.ts';
import { graphOf } from './model-files.ts';
import { tryHalfPrecision } from './precision-trial.ts';
import { DEFAULT_MODEL } from './registry.ts';

/** A model of an encoder that gives one number and a decoder that makes a mask of it. */
const open: ModelAdapter['open'] = async (runtime, files, precision) => {
  const encoderGraph = graphOf(files, 'encoder');
  const encoder = await runtime.load(precision === 'fp16' ? toHalfPrecision(encoderGraph) : encoderGraph);
  const decoder = await runtime.load(graphOf(files, 'decoder'));
  let runMilliseconds = 0;
  const run = async (session: ModelSession, inputs: Readonly<Record<string, FloatTensor>>) => {
    const before = session.runMilliseconds ?? 0;
    const outputs = await session.run(inputs, ['output', 'scores']);
    runMilliseconds += (session.runMilliseconds ?? 0) - before;
    return outputs;
  };
  const segmenter = {
    info: { modelId: 'fake', fileHashes: {}, backend: runtime.backend, precision },
    get runMilliseconds() {
      return runMilliseconds;
    },
    encodeRuns: 0,
    liveTensors: 0,
    encode: async (_image: unknown, signal?: AbortSignal) => {
      throwIfAborted(signal);
      const encoded = (await run(encoder, {}))['output']?.data ?? new Float32Array();
      return { features: encoded, encoded, dispose: () => undefined } as unknown as Embedding;
    },
    decode: async ({ encoded }: Embedding): Promise<DecodedMasks> => {
      const outputs = await run(decoder, { encoded: { data: encoded, dims: [encoded.length] } });
      return { lowResLogits: outputs['output']?.data ?? new Float32Array(), predictedIou: 1, others: [] };
    },
    dispose: async () => {
      await encoder.release();
      await decoder.release();
    },
  };
  return segmenter satisfies Segmenter;
};
const MODEL: Model = { ...DEFAULT_MODEL, adapter: () => Promise.resolve({ open }) };

/** Graphs that a fake runtime tells apart by their bytes; the encoder can really be converted. */
const GRAPHS = { encoder: matrixPower(2, 1).bytes, decoder: Uint8Array.of(1) };
const FILES = { graphs: GRAPHS, hashes: {} };

/** How a device behaves in one precision. */
interface Behaviour {
  /** Rows of the mask that it finds, of 256; NaN for a device that computes nonsense. */
  readonly rows: number;
  readonly milliseconds: number;
  /** The failure, and its place. */
  readonly fails?: { readonly at: 'load' | 'run'; readonly error: Error };
}
const FULL: Behaviour = { rows: 200, milliseconds: 40 };
const HALF: Behaviour = { rows: 199, milliseconds: 25 };

/** A device whose masks follow from its encoder's output, and whose runs take a given time. */
class FakeRuntime implements ModelRuntime {
  readonly backend = 'webgpu';
  /** Loads and releases, in order. */
  readonly events: string[] = [];

  constructor(
    private readonly half: Partial<Behaviour> = {},
    readonly mayComputeHalf = true,
    private readonly full: Partial<Behaviour> = {},
  ) {}

  async load(graph: Uint8Array<ArrayBuffer>): Promise<ModelSession> {
    if (graph === GRAPHS.decoder) return this.#session('decoder', FULL, (inputs) => masksOf(inputs));
    const isFull = graph === GRAPHS.encoder;
    const behaviour = isFull ? { ...FULL, ...this.full } : { ...HALF, ...this.half };
    if (behaviour.fails?.at === 'load') throw behaviour.fails.error;
    const output = { data: Float32Array.of(behaviour.rows), dims: [1] };
    return this.#session(isFull ? 'fp32' : 'fp16', behaviour, () => ({ output }));
  }

  #session(
    name: string,
    { milliseconds, fails }: Behaviour,
    answer: (inputs: Readonly<Record<string, FloatTensor>>) => Record<string, FloatTensor>,
  ): ModelSession {
    this.events.push(`+${name}`);
    let spent = 0;
    return {
      get runMilliseconds() {
        return spent;
      },
      run: async (inputs) => {
        if (fails?.at === 'run') throw fails.error;
        spent += milliseconds;
        return answer(inputs);
      },
      release: async () => void this.events.push(`-${name}`),
    };
  }
}

function masksOf(inputs: Readonly<Record<string, FloatTensor>>): Record<string, FloatTensor> {
  const rows = inputs['encoded']?.data[0] ?? 0;
  const data = new Float32Array(LOW_RES_MASK_SIDE ** 2).map((_, at) => rows - 0.5 - Math.floor(at / LOW_RES_MASK_SIDE));
  return { output: { data, dims: [1, 1, 256, 256] } };
}

const decided = async (half: Partial<Behaviour>) => tryHalfPrecision(MODEL, new FakeRuntime(half), FILES);

describe('the trial of fp16', () => {
  it('chooses it where the masks agree and it is faster, one model after the other', async () => {
    const runtime = new FakeRuntime();
    const report = await tryHalfPrecision(MODEL, runtime, FILES);
    expect(report).toMatchObject({ precision: 'fp16', fp32Milliseconds: 40, fp16Milliseconds: 25 });
    expect(report.lowestIou).toBeCloseTo(199 / 200);
    expect(report.reason).toContain('IoU of 0.995; 25 ms a frame instead of 40');
    expect(runtime.events.join(' ')).toBe('+fp32 +decoder -fp32 -decoder +fp16 +decoder -fp16 -decoder');
  });

  it.each([
    ['disagree', { rows: 190 }, 'differ, to an IoU of 0.950'],
    ['disagree by a little more than they may', { rows: 197 }, 'differ, to an IoU of 0.985'],
    ['are no numbers', { rows: NaN }, 'no number'],
  ])('does not choose it where the masks %s', async (_, half, reason) => {
    const report = await decided(half);
    expect(report).toMatchObject({ precision: 'fp32', reason: expect.stringContaining(reason) as string });
  });

  it('does not choose it where it is not faster', async () => {
    const report = await decided({ milliseconds: 40 });
    expect(report).toMatchObject({ precision: 'fp32', fp16Milliseconds: 40 });
    expect(report.reason).toBe('fp16 is not faster: 40 ms a frame instead of 40');
  });

  it.each([
    ['cannot be loaded', 'load', new ForgeError('backend_unavailable.backend', { backend: 'webgpu' })],
    ['fails while it runs', 'run', new Error('kernel not found')],
    ['loses the device', 'run', new ForgeError('device_lost.graphics')],
  ] as const)('does not choose it where it %s, and throws nothing', async (_, at, error) => {
    const runtime = new FakeRuntime({ fails: { at, error } });
    const report = await tryHalfPrecision(MODEL, runtime, FILES);
    expect(report).toMatchObject({ precision: 'fp32', lowestIou: null, fp32Milliseconds: 40, fp16Milliseconds: null });
    expect(report.reason).toContain(error.message.replace(/\.$/, ''));
    // Everything that was loaded is released again.
    const balance = runtime.events.map((event) => (event.startsWith('+') ? 1 : -1)).reduce<number>((a, b) => a + b, 0);
    expect(balance).toBe(0);
  });

  it('loads nothing where the device has no 16-bit floats', async () => {
    const runtime = new FakeRuntime({}, false);
    expect(await tryHalfPrecision(MODEL, runtime, FILES)).toMatchObject({ precision: 'fp32', lowestIou: null });
    expect(runtime.events).toEqual([]);
  });

  it('loads nothing of a model that has none', async () => {
    const runtime = new FakeRuntime();
    const model: Model = { ...MODEL, precisions: ['fp32'] };
    expect(await tryHalfPrecision(model, runtime, FILES)).toMatchObject({ precision: 'fp32', lowestIou: null });
    expect(runtime.events).toEqual([]);
  });

  it('says before it begins with fp16, when fp32 is done and released', async () => {
    const runtime = new FakeRuntime();
    await tryHalfPrecision(MODEL, runtime, FILES, { beforeHalf: async () => void runtime.events.push('half') });
    expect(runtime.events.indexOf('half')).toBe(4);
  });

  it('throws what fp32 throws, and an abort', async () => {
    const error = new ForgeError('device_lost.graphics');
    const broken = new FakeRuntime({}, true, { fails: { at: 'run', error } });
    await expect(tryHalfPrecision(MODEL, broken, FILES)).rejects.toBe(error);
    const controller = new AbortController();
    const beforeHalf = async () => controller.abort();
    const stopped = tryHalfPrecision(MODEL, new FakeRuntime(), FILES, { signal: controller.signal, beforeHalf });
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
  });
});
