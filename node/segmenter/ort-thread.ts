// Runs in a thread of its own, started by ort-thread-runtime.ts (from sources through ort-thread.mjs): loads
// graphs, runs them, and answers each request once.
import { parentPort } from 'node:worker_threads';
import { toForgeError, type ErrorData } from '../../core/errors.ts';
import type { FloatTensor } from '../../core/ports/model-runtime.ts';
import { OrtNodeRuntime, type NodeBackend, type OrtNodeSession } from './ort-node-runtime.ts';

type Tensors = Readonly<Record<string, FloatTensor>>;

/** The requests to the thread. The caller numbers the sessions. */
export type ThreadTask =
  | {
      readonly kind: 'load';
      readonly session: number;
      readonly backend: NodeBackend;
      readonly threads: number;
      readonly graph: Uint8Array<ArrayBuffer>;
    }
  | { readonly kind: 'run'; readonly session: number; readonly inputs: Tensors; readonly outputs: readonly string[] }
  | { readonly kind: 'release'; readonly session: number }
  /** The last request: the thread ends after it, without an answer. */
  | { readonly kind: 'end' };

export type ThreadRequest = ThreadTask & { readonly id: number };

export interface ThreadResult {
  /** Empty for everything but a run. */
  readonly outputs: Tensors;
  /** Milliseconds inside the graph's own run. */
  readonly runMilliseconds: number;
}

export type ThreadReply = { readonly id: number } & (
  { readonly result: ThreadResult } | { readonly fault: ErrorData & { readonly cause: string } }
);

const NOTHING: ThreadResult = { outputs: {}, runMilliseconds: 0 };

/**
 * A session, and this thread's own memory for each input that comes in shared memory, which onnxruntime does
 * not take.
 */
interface Held {
  readonly session: OrtNodeSession;
  readonly copies: Map<string, Float32Array>;
}
const held = new Map<number, Held>();

const port = parentPort;
if (!port) throw new Error('this module runs in a thread only');

port.on('message', (request: ThreadRequest) => {
  if (request.kind === 'end') port.close();
  else void answer(request).then((reply) => port.postMessage(reply, buffersOf(reply)));
});

async function answer({ id, ...task }: ThreadRequest): Promise<ThreadReply> {
  try {
    return { id, result: await perform(task) };
  } catch (error) {
    const { reason, params, cause } = toForgeError(error);
    return { id, fault: { reason, params, cause: cause instanceof Error ? cause.message : String(cause) } };
  }
}

async function perform(task: ThreadTask): Promise<ThreadResult> {
  switch (task.kind) {
    case 'load':
      held.set(task.session, {
        session: await new OrtNodeRuntime(task.backend, task.threads).load(task.graph),
        copies: new Map<string, Float32Array>(),
      });
      return NOTHING;
    case 'run':
      return run(heldOf(task.session), task.inputs, task.outputs);
    case 'release': {
      const { session } = heldOf(task.session);
      held.delete(task.session);
      await session.release();
      return NOTHING;
    }
    case 'end':
      return NOTHING;
  }
}

async function run({ session, copies }: Held, inputs: Tensors, names: readonly string[]): Promise<ThreadResult> {
  const own = Object.entries(inputs).map(([name, { data, dims }]) => [
    name,
    { data: ownCopy(copies, name, data), dims },
  ]);
  const before = session.runMilliseconds;
  const outputs = await session.run(Object.fromEntries(own) as Tensors, names);
  return { outputs, runMilliseconds: session.runMilliseconds - before };
}

function ownCopy(copies: Map<string, Float32Array>, name: string, data: Float32Array): Float32Array {
  if (!(data.buffer instanceof SharedArrayBuffer)) return data;
  let copy = copies.get(name);
  if (copy?.length !== data.length) {
    copy = new Float32Array(data.length);
    copies.set(name, copy);
  }
  copy.set(data);
  return copy;
}

function heldOf(number: number): Held {
  const found = held.get(number);
  if (!found) throw new Error(`there is no session ${number}`);
  return found;
}

/**
 * The buffers to transfer instead of copying: the outputs are the thread's own copies, which nothing else
 * holds.
 */
function buffersOf(reply: ThreadReply): ArrayBuffer[] {
  if (!('result' in reply)) return [];
  return Object.values(reply.result.outputs).map(({ data }) => data.buffer as ArrayBuffer);
}
