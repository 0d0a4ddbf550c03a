import type * as Ort from 'onnxruntime-web';
import { ForgeError } from '../../core/errors.ts';
import type { FloatTensor, ModelRuntime, ModelSession } from '../../core/ports/model-runtime.ts';
import type { BrowserBackend } from './browser-backends.ts';

/** More threads than this gain nothing for graphs of this size and take cores from decoding. */
const MAX_THREADS = 8;

/** The device of a WebGPU session, as far as it is needed here. */
interface LosableDevice {
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
}

/** Describes an adapter; `isFallbackAdapter` moved from the adapter to its info in 2024. */
interface GpuAdapter {
  readonly features: ReadonlySet<string>;
  readonly isFallbackAdapter?: boolean;
  readonly info?: {
    readonly isFallbackAdapter?: boolean;
    readonly vendor: string;
    readonly architecture: string;
    readonly device: string;
    readonly description: string;
  };
}
interface Gpu {
  requestAdapter(options?: { powerPreference: 'high-performance' }): Promise<GpuAdapter | null>;
}

/**
 * onnxruntime-web on one backend, in a worker. The library and its WebAssembly are loaded with the first
 * graph from the app's own server.
 *
 * @param base absolute address of onnxruntime-web's WebAssembly on the server, with `/` at its end
 * @param mayComputeHalf whether its device has 16-bit floats, as describeWebGpu returns
 */
export class OrtWebRuntime implements ModelRuntime {
  #library: Promise<typeof Ort> | null = null;
  #lost: string | null = null;
  #watched = false;

  constructor(
    readonly backend: BrowserBackend,
    private readonly base: string,
    readonly mayComputeHalf = false,
  ) {}

  async load(graph: Uint8Array<ArrayBuffer>): Promise<ModelSession> {
    try {
      const ort = await (this.#library ??= this.#loadLibrary());
      const session = await ort.InferenceSession.create(graph, {
        executionProviders: [this.backend],
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
      });
      if (this.backend === 'webgpu') await this.#watchDevice(ort);
      return new OrtWebSession(ort, session, () => this.#lost);
    } catch (error) {
      throw new ForgeError('backend_unavailable.backend', { backend: backendName(this.backend) }, { cause: error });
    }
  }

  /** A lost device is reported to every session: a run on one fails in many ways. */
  async #watchDevice(ort: typeof Ort): Promise<void> {
    if (this.#watched) return;
    this.#watched = true;
    const device = (await ort.env.webgpu.device) as LosableDevice;
    void device.lost.then(({ reason, message }) => {
      this.#lost = `${reason}: ${message}`;
    });
  }

  async #loadLibrary(): Promise<typeof Ort> {
    const ort = await (this.backend === 'webgpu' ? import('onnxruntime-web/webgpu') : import('onnxruntime-web/wasm'));
    ort.env.logLevel = 'error';
    ort.env.wasm.wasmPaths = this.base;
    // Threads share memory, which browsers allow only in isolated pages.
    ort.env.wasm.numThreads = self.crossOriginIsolated ? Math.min(navigator.hardwareConcurrency, MAX_THREADS) : 1;
    return ort;
  }
}

class OrtWebSession implements ModelSession {
  constructor(
    private readonly ort: typeof Ort,
    private readonly session: Ort.InferenceSession,
    private readonly lost: () => string | null,
  ) {}

  async run(
    inputs: Readonly<Record<string, FloatTensor>>,
    outputs: readonly string[],
  ): Promise<Record<string, FloatTensor>> {
    this.#throwIfLost();
    const feeds: Record<string, Ort.Tensor> = {};
    for (const [name, { data, dims }] of Object.entries(inputs))
      feeds[name] = new this.ort.Tensor('float32', data, dims);
    try {
      const results = await this.session.run(feeds, outputs);
      const taken = Object.fromEntries(outputs.map((name) => [name, takeFloats(results[name], name)]));
      // A device that was lost during the run gives zeros, not an error: they must not become labels.
      await Promise.resolve();
      this.#throwIfLost();
      return taken;
    } catch (error) {
      this.#throwIfLost(error);
      if (/device.*lost|lost.*device/i.test(String(error))) throw deviceLost(error);
      throw new ForgeError('model_run_failed', {}, { cause: error });
    } finally {
      for (const tensor of Object.values(feeds)) tensor.dispose();
    }
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  #throwIfLost(cause?: unknown): void {
    const lost = this.lost();
    if (lost !== null) throw deviceLost(cause ?? lost);
  }
}

const deviceLost = (cause: unknown) => new ForgeError('device_lost.graphics', {}, { cause });

/** The tensor's numbers, copied out of the runtime; the tensor is disposed. */
function takeFloats(tensor: Ort.Tensor | undefined, name: string): FloatTensor {
  if (!tensor || tensor.type !== 'float32') throw new Error(`no float32 output "${name}"`);
  const data = Float32Array.from(tensor.data as Float32Array);
  const dims = [...tensor.dims];
  tensor.dispose();
  return { data, dims };
}

/** The name of a backend for users. */
export function backendName(backend: BrowserBackend): string {
  return backend === 'webgpu' ? 'WebGPU' : 'WebAssembly';
}

/**
 * Whether a real graphics adapter is here. One that is emulated on the CPU is slower than WebAssembly by far
 * (minutes for one frame), so it counts only when the user asks for it.
 */
export async function findWebGpu(allowSoftware: boolean): Promise<'found' | 'missing' | 'software'> {
  const adapter = await requestAdapter();
  if (!adapter) return 'missing';
  return isSoftware(adapter) && !allowSoftware ? 'software' : 'found';
}

/** A graphics adapter, as far as it determines the model's precision. */
export interface WebGpuDescription {
  /** The same on every visit, different for another card. */
  readonly name: string;
  /** Whether it has 16-bit floats that may gain something. */
  readonly mayComputeHalf: boolean;
}

/** Describes the adapter that findWebGpu found; null when there is none. */
export async function describeWebGpu(): Promise<WebGpuDescription | null> {
  const adapter = await requestAdapter();
  if (!adapter) return null;
  const { vendor, architecture, device, description } = adapter.info ?? {};
  const name = [vendor, architecture, device, description].map((part) => part ?? '').join('/');
  return { name, mayComputeHalf: adapter.features.has('shader-f16') && !isSoftware(adapter) };
}

async function requestAdapter(): Promise<GpuAdapter | null> {
  const gpu = (navigator as { gpu?: Gpu }).gpu;
  return (await gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null;
}

function isSoftware({ isFallbackAdapter, info }: GpuAdapter): boolean {
  const described = `${info?.vendor} ${info?.architecture} ${info?.description}`;
  return (
    isFallbackAdapter === true || info?.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe/i.test(described)
  );
}
