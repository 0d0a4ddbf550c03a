import { Worker } from 'node:worker_threads';
import { errorFromData, ForgeError, toForgeError } from '../../core/errors.ts';
import type { FloatTensor, ModelRuntime, ModelSession } from '../../core/ports/model-runtime.ts';
import { IS_BUILT } from '../app-root.ts';
import { mayGainFromFp16, type NodeBackend } from './ort-node-runtime.ts';
import type { ThreadReply, ThreadRequest, ThreadResult, ThreadTask } from './ort-thread.ts';

/**
 * onnxruntime-node on one execution provider, in a thread of its own: its runs are synchronous calls (of a
 * second, on a CPU), during which nothing else would get a turn. The thread starts with the first graph and
 * ends with the last session's release.
 */
export class OrtThreadRuntime implements ModelRuntime {
  #thread: OrtThread | null = null;
  #loaded = 0;

  /** @param threads on the CPU; 0 leaves it to the runtime (all cores) */
  constructor(
    readonly backend: NodeBackend,
    private readonly threads = 0,
  ) {}

  get mayComputeHalf(): boolean {
    return mayGainFromFp16(this.backend);
  }

  async load(graph: Uint8Array<ArrayBuffer>): Promise<ModelSession> {
    const thread = (this.#thread ??= new OrtThread());
    const session = this.#loaded++;
    thread.users += 1;
    try {
      await thread.ask({ kind: 'load', session, backend: this.backend, threads: this.threads, graph });
    } catch (error) {
      await this.#leave(thread);
      throw error;
    }
    return new ThreadSession(thread, session, () => this.#leave(thread));
  }

  async #leave(thread: OrtThread): Promise<void> {
    thread.users -= 1;
    if (thread.users > 0) return;
    if (this.#thread === thread) this.#thread = null;
    await thread.end();
  }
}

/**
 * Larger inputs go through shared memory: allocating memory for each run takes 1 to 100 ms, a copy of 12 MB 1
 * ms.
 */
const SHARED_FROM_BYTES = 65536;

class ThreadSession implements ModelSession {
  #runMilliseconds = 0;
  readonly #shared = new Map<string, Float32Array>();

  constructor(
    private readonly thread: OrtThread,
    private readonly session: number,
    private readonly onRelease: () => Promise<void>,
  ) {}

  get runMilliseconds(): number {
    return this.#runMilliseconds;
  }

  async run(
    inputs: Readonly<Record<string, FloatTensor>>,
    outputs: readonly string[],
  ): Promise<Readonly<Record<string, FloatTensor>>> {
    const passed = Object.entries(inputs).map(([name, { data, dims }]) => [
      name,
      { data: this.#pass(name, data), dims },
    ]);
    const task = {
      kind: 'run',
      session: this.session,
      inputs: Object.fromEntries(passed) as typeof inputs,
      outputs,
    } as const;
    const result = await this.thread.ask(task);
    this.#runMilliseconds += result.runMilliseconds;
    return result.outputs;
  }

  /**
   * Passes the numbers to the thread: as they are (the message copies them), or in this input's shared
   * memory.
   */
  #pass(name: string, data: Float32Array): Float32Array {
    if (data.byteLength < SHARED_FROM_BYTES) return data;
    let shared = this.#shared.get(name);
    if (shared?.length !== data.length) {
      shared = new Float32Array(new SharedArrayBuffer(data.byteLength));
      this.#shared.set(name, shared);
    }
    shared.set(data);
    return shared;
  }

  async release(): Promise<void> {
    try {
      await this.thread.ask({ kind: 'release', session: this.session });
    } finally {
      await this.onRelease();
    }
  }
}

interface Waiting {
  resolve(result: ThreadResult): void;
  reject(error: ForgeError): void;
}

/** The thread and the promises of its answers. It keeps the process alive only while one is pending. */
class OrtThread {
  users = 0;
  readonly #worker = new Worker(new URL(IS_BUILT ? './ort-thread.js' : './ort-thread.mjs', import.meta.url));
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #asked = 0;
  #failure: ForgeError | null = null;

  constructor() {
    this.#worker.unref();
    this.#worker.on('message', (reply: ThreadReply) => this.#take(reply));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#fail(new Error('the thread has ended'));
        resolve();
      });
    });
  }

  /** Throws the task's error in the thread, and `model_run_failed` when the thread has ended. */
  ask(task: ThreadTask): Promise<ThreadResult> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const id = this.#asked++;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage({ id, ...task } satisfies ThreadRequest);
    });
  }

  /** Resolves when the thread has ended and all its memory is released. */
  async end(): Promise<void> {
    this.#worker.ref();
    this.#worker.postMessage({ id: this.#asked++, kind: 'end' } satisfies ThreadRequest);
    await this.#ended;
  }

  #take(reply: ThreadReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('result' in reply) waiting?.resolve(reply.result);
    else waiting?.reject(errorFromData(reply.fault, { cause: new Error(reply.fault.cause) }));
  }

  #fail(reason: unknown): void {
    this.#failure ??= new ForgeError('model_run_failed.thread_ended', {}, { cause: toForgeError(reason) });
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}
