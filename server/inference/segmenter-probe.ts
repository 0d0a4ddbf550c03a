import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import { toForgeError } from '../../core/errors.ts';
import { IS_BUILT } from '../app-root.ts';
import type { NodeBackend } from './ort-node-runtime.ts';

/** Whether a model really ran on a backend of this machine, and if not why, as a clause. */
export type BackendProbe =
  | { readonly backend: NodeBackend; readonly works: true }
  | { readonly backend: NodeBackend; readonly works: false; readonly reason: string };

/** What the process of segmenter-probe-child.ts prints. */
export const probeOutcomeSchema = z.discriminatedUnion('works', [
  z.object({ works: z.literal(true) }),
  z.object({ works: z.literal(false), reason: z.string() }),
]);

const require = createRequire(import.meta.url);
/** The small graph runs in a second on a slow CPU; a software graphics device can need very long. */
const TIME_LIMIT_SECONDS = 60;

/**
 * Loads the smaller graph of the default model on a backend and runs it once, in a process of its own: a graphics driver that crashes or
 * hangs then takes nothing with it, and what native libraries print does not reach the person.
 * Throws `aborted` when the signal fires.
 */
export async function probeBackend(backend: NodeBackend, signal?: AbortSignal): Promise<BackendProbe> {
  if (backend === 'cuda' && !cudaInstalled())
    return { backend, works: false, reason: 'the CUDA part of onnxruntime-node is not installed' };
  const { text, ending } = await runChild(backend, signal);
  const outcome = probeOutcomeSchema.safeParse(jsonOf(text));
  if (!outcome.success) return { backend, works: false, reason: `the trial run ended with ${ending}` };
  return { backend, ...outcome.data };
}

/** Whether the separate CUDA download of onnxruntime-node is there. Asking the runtime itself would make it print an error. */
function cudaInstalled(): boolean {
  const root = dirname(require.resolve('onnxruntime-node/package.json'));
  const name = process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
  return existsSync(join(root, 'bin', 'napi-v6', process.platform, process.arch, name));
}

function runChild(backend: NodeBackend, signal: AbortSignal | undefined): Promise<{ text: string; ending: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...probeProgram(), backend], {
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: TIME_LIMIT_SECONDS * 1000,
      killSignal: 'SIGKILL',
      ...(signal ? { signal } : {}),
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    child.on('error', (error) => reject(toForgeError(error)));
    child.on('close', (code, ended) => resolve({ text, ending: ended === null ? `exit code ${code}` : ended }));
  });
}

/** Arguments of Node that start the process. */
function probeProgram(): string[] {
  const program = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  if (IS_BUILT) return [program('./segmenter-probe-child.js')];
  return ['--import', pathToFileURL(require.resolve('tsx')).href, program('./segmenter-probe-child.ts')];
}

/** The last line as JSON: native code may have written before it. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.trim().split('\n').at(-1) ?? '');
  } catch {
    return null; // not the outcome: the caller tells how the process ended instead
  }
}
