import * as ort from 'onnxruntime-node';
import { ForgeError } from '../../core/errors.ts';
import type { FloatTensor, ModelRuntime, ModelSession } from '../../core/ports/model-runtime.ts';

export type NodeBackend = 'cuda' | 'webgpu' | 'cpu';

/** Best first. */
export const NODE_BACKENDS: readonly NodeBackend[] = ['cuda', 'webgpu', 'cpu'];

/** Whether 16-bit floats may be faster there: assumed for graphics cards, where a trial decides. */
export const mayGainFromFp16 = (backend: NodeBackend): boolean => backend !== 'cpu';

/** onnxruntime-node on one execution provider. Nothing is loaded before the first graph. */
export class OrtNodeRuntime implements ModelRuntime {
  /** @param threads on the CPU; 0 leaves it to the runtime (all cores) */
  constructor(
    readonly backend: NodeBackend,
    private readonly threads = 0,
  ) {}

  get mayComputeHalf(): boolean {
    return mayGainFromFp16(this.backend);
  }

  async load(graph: Uint8Array<ArrayBuffer>): Promise<OrtNodeSession> {
    try {
      const session = await ort.InferenceSession.create(graph, {
        executionProviders: [this.backend],
        ...(this.threads > 0 ? { intraOpNumThreads: this.threads } : {}),
        // 3 = errors only: the provider's own warnings on standard error do not help a user.
        logSeverityLevel: 3,
      });
      return new OrtNodeSession(session);
    } catch (error) {
      throw new ForgeError(
        'backend_unavailable.detail',
        { backend: this.backend, detail: firstLine(error) },
        { cause: error },
      );
    }
  }
}

/** Runs block the calling thread. */
export class OrtNodeSession implements ModelSession {
  #runMilliseconds = 0;

  constructor(private readonly session: ort.InferenceSession) {}

  get runMilliseconds(): number {
    return this.#runMilliseconds;
  }

  async run(
    inputs: Readonly<Record<string, FloatTensor>>,
    outputs: readonly string[],
  ): Promise<Record<string, FloatTensor>> {
    const feeds: Record<string, ort.Tensor> = {};
    for (const [name, { data, dims }] of Object.entries(inputs)) feeds[name] = new ort.Tensor('float32', data, dims);
    try {
      const results = await this.#timed(() => this.session.run(feeds, outputs));
      return Object.fromEntries(outputs.map((name) => [name, takeFloats(results[name], name)]));
    } catch (error) {
      throw new ForgeError('model_run_failed.detail', { detail: firstLine(error) }, { cause: error });
    } finally {
      for (const tensor of Object.values(feeds)) tensor.dispose();
    }
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  async #timed<T>(run: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await run();
    } finally {
      this.#runMilliseconds += performance.now() - start;
    }
  }
}

/** The tensor's numbers, copied out of the runtime; the tensor is disposed. */
function takeFloats(tensor: ort.Tensor | undefined, name: string): FloatTensor {
  if (!tensor || tensor.type !== 'float32') throw new Error(`no float32 output "${name}"`);
  const data = (tensor.data as Float32Array).slice();
  const dims = [...tensor.dims];
  tensor.dispose();
  return { data, dims };
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}
