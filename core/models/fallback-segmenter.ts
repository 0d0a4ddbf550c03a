import { errorFromData, ForgeError, toForgeError } from '../errors.ts';
import type { RgbaImage } from '../image/rgba.ts';
import type { Backend, DecodedMasks, Embedding, Prompt, Segmenter } from '../ports/segmenter.ts';
import { DEVICE_FAILURES } from './device-failures.ts';

/**
 * A change from one backend to the next. `backend_unavailable` as reason: the backend could not start at all.
 */
export interface Fallback<B extends Backend = Backend> {
  readonly from: B;
  readonly to: B;
  readonly reason: ForgeError;
}

/**
 * A segmenter that survives its backend. The backends are tried in order until one can be created; when a run
 * fails there (DEVICE_FAILURES), that segmenter is released, the next backend is created and the same run is
 * repeated on it, so the caller never sees the failure. Embeddings made before stay valid, since their
 * features are in the memory of the CPU.
 * `info` is that of the backend in use; counters are summed over all of them.
 *
 * @param backends best first
 * @param create makes the segmenter on one backend; it throws a ForgeError where that is impossible
 * @param onFallback is called on every change before the next backend is tried, including changes at creation
 * @throws what the last backend throws when none is left, and `aborted` at once when `create` throws it
 */
export async function createFallbackSegmenter<B extends Backend>(
  backends: readonly B[],
  create: (backend: B) => Promise<Segmenter>,
  onFallback: (fallback: Fallback<B>) => void,
): Promise<Segmenter> {
  const chain = new BackendChain(backends, create, onFallback);
  return new FallbackSegmenter(await chain.first(), chain);
}

/** The backends in their order, each created at most once. */
class BackendChain<B extends Backend> {
  #at = 0;

  constructor(
    private readonly backends: readonly B[],
    private readonly create: (backend: B) => Promise<Segmenter>,
    private readonly onFallback: (fallback: Fallback<B>) => void,
  ) {}

  async first(): Promise<Segmenter> {
    const backend = this.backends[this.#at];
    if (backend === undefined) throw new ForgeError('backend_unavailable.none_given');
    try {
      return await this.create(backend);
    } catch (error) {
      return this.next(toForgeError(error));
    }
  }

  /** Creates the next backend that can be created. Throws the last reason when none is left. */
  async next(reason: ForgeError): Promise<Segmenter> {
    if (reason.code === 'aborted') throw reason;
    const from = this.backends[this.#at];
    const to = this.backends[this.#at + 1];
    if (from === undefined || to === undefined) throw reason;
    this.#at += 1;
    this.onFallback({ from, to, reason });
    try {
      return await this.create(to);
    } catch (error) {
      return this.next(toForgeError(error));
    }
  }
}

class FallbackSegmenter implements Segmenter {
  /** The failed ones: their embeddings can still be in use. */
  readonly #retired: Segmenter[] = [];
  #current: Segmenter;
  /** The change of backend in progress; runs that failed meanwhile wait for the same one. */
  #change: Promise<void> | null = null;
  #disposed = false;

  constructor(
    first: Segmenter,
    private readonly chain: { next(reason: ForgeError): Promise<Segmenter> },
  ) {
    this.#current = first;
  }

  get info(): Segmenter['info'] {
    return this.#current.info;
  }

  get runMilliseconds(): number {
    return this.#sum((segmenter) => segmenter.runMilliseconds);
  }

  get encodeRuns(): number {
    return this.#sum((segmenter) => segmenter.encodeRuns);
  }

  get liveTensors(): number {
    return this.#sum((segmenter) => segmenter.liveTensors);
  }

  encode(image: RgbaImage, signal?: AbortSignal): Promise<Embedding> {
    return this.#run((segmenter) => segmenter.encode(image, signal));
  }

  decode(embedding: Embedding, prompt: Prompt, signal?: AbortSignal): Promise<DecodedMasks> {
    return this.#run((segmenter) => segmenter.decode(embedding, prompt, signal));
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    // A backend that is being created right now would otherwise outlive this. Callers that wait for the
    // change get its error.
    if (this.#change) await this.#change.catch(() => undefined);
    await this.#current.dispose();
  }

  async #run<T>(run: (segmenter: Segmenter) => Promise<T>): Promise<T> {
    for (;;) {
      if (this.#change) await this.#change;
      const segmenter = this.#current;
      try {
        return await run(segmenter);
      } catch (error) {
        if (this.#disposed || !isBackendFailure(error)) throw error;
        await this.#leave(segmenter, error);
      }
    }
  }

  /** Changes from a failed segmenter to the next one, once however many of its runs failed. */
  async #leave(failed: Segmenter, reason: ForgeError): Promise<void> {
    if (failed !== this.#current) return;
    this.#change ??= this.#replace(failed, reason);
    try {
      await this.#change;
    } finally {
      this.#change = null;
    }
  }

  async #replace(failed: Segmenter, reason: ForgeError): Promise<void> {
    // The failed one is released first: two models at once may be more than a graphics card holds.
    const whole = await releaseFailed(failed, reason);
    this.#current = await this.chain.next(whole);
    this.#retired.push(failed);
  }

  #sum(count: (segmenter: Segmenter) => number): number {
    return [...this.#retired, this.#current].reduce((sum, segmenter) => sum + count(segmenter), 0);
  }
}

/** Releases a segmenter whose device may be lost. An error of the release is kept with the reason. */
async function releaseFailed(failed: Segmenter, reason: ForgeError): Promise<ForgeError> {
  try {
    await failed.dispose();
    return reason;
  } catch (error) {
    const cause = new AggregateError([reason.cause ?? reason, error], 'the run failed, and so did releasing the model');
    return errorFromData(reason, { cause });
  }
}

function isBackendFailure(error: unknown): error is ForgeError {
  return error instanceof ForgeError && DEVICE_FAILURES.has(error.code);
}
