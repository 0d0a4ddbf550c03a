import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import { toForgeError } from '../../core/errors.ts';
import type { Model } from '../../core/models/model.ts';
import { precisionReportSchema, untriedReport, type PrecisionReport } from '../../core/models/precision-trial.ts';
import { IS_BUILT } from '../app-root.ts';
import { mayGainFromFp16, type NodeBackend } from './ort-node-runtime.ts';

/**
 * Whether a model really ran on a backend of this machine, and its best precision there; otherwise the
 * reason, as a clause.
 */
export type BackendProbe =
  | { readonly backend: NodeBackend; readonly works: true; readonly precision: PrecisionReport }
  | { readonly backend: NodeBackend; readonly works: false; readonly reason: string };

/** The first line that the process of segmenter-probe-child.ts prints. */
export const probeOutcomeSchema = z.discriminatedUnion('works', [
  z.object({ works: z.literal(true) }),
  z.object({ works: z.literal(false), reason: z.string() }),
]);

export interface ProbeOptions {
  readonly model: Model;
  /** Whether fp16 is tried where the backend may gain by it. */
  readonly tryHalf: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** How the process ended, and its output until then. */
export interface ProbeEnd {
  readonly text: string;
  /** `exit code 1`, or the name of the signal that ended it. */
  readonly ending: string;
}

export const CPU_PRECISION = untriedReport('a CPU gains nothing by fp16');

const require = createRequire(import.meta.url);
/** The small graph runs in a second on a slow CPU; a software graphics device can need very long. */
const TIME_LIMIT_SECONDS = 60;
/** Further seconds for trying fp16; a graphics card that gains by it needs few of them. */
const TRIAL_LIMIT_SECONDS = 60;

/**
 * Loads the smallest graph of a model on a backend and runs it once, in a process of its own: a
 * graphics driver that crashes or hangs then ends that process only, and the output of native libraries does
 * not reach the user. With `tryHalf`, the same process then finds out whether fp16 is right and faster there;
 * a crash in that says only that it is not. Throws `aborted` when the signal fires.
 */
export async function probeBackend(
  backend: NodeBackend,
  { model, tryHalf, signal }: ProbeOptions,
): Promise<BackendProbe> {
  if (backend === 'cuda' && !cudaInstalled())
    return { backend, works: false, reason: 'the CUDA part of onnxruntime-node is not installed' };
  const half = tryHalf && mayGainFromFp16(backend);
  return readProbe(backend, await runChild([model.id, backend, ...(half ? ['precision'] : [])], signal));
}

/** Reads the output of the process; native code may have written between its lines. Exported for tests. */
export function readProbe(backend: NodeBackend, { text, ending }: ProbeEnd): BackendProbe {
  const lines = text.split('\n').map(jsonOf);
  const outcome = firstOf(lines, probeOutcomeSchema);
  if (!outcome) return { backend, works: false, reason: `the trial run ended with ${ending}` };
  if (!outcome.works) return { backend, ...outcome };
  if (!mayGainFromFp16(backend)) return { backend, works: true, precision: CPU_PRECISION };
  const unfinished = untriedReport(`the trial of fp16 ended with ${ending}`);
  return { backend, works: true, precision: firstOf(lines, precisionReportSchema) ?? unfinished };
}

function firstOf<T>(lines: readonly unknown[], schema: z.ZodType<T>): T | null {
  for (const line of lines) {
    const parsed = schema.safeParse(line);
    if (parsed.success) return parsed.data;
  }
  return null;
}

/**
 * Whether the separate CUDA download of onnxruntime-node is installed. Asking the runtime itself would make
 * it print an error.
 */
function cudaInstalled(): boolean {
  const root = dirname(require.resolve('onnxruntime-node/package.json'));
  const name = process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
  return existsSync(join(root, 'bin', 'napi-v6', process.platform, process.arch, name));
}

function runChild(args: readonly string[], signal: AbortSignal | undefined): Promise<ProbeEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...probeProgram(), ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
      killSignal: 'SIGKILL',
      ...(signal ? { signal } : {}),
    });
    const endAfter = (seconds: number) => setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
    let limit = endAfter(TIME_LIMIT_SECONDS);
    let text = '';
    let works = false;
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (works || !firstOf(text.split('\n').map(jsonOf), probeOutcomeSchema)) return;
      works = true;
      clearTimeout(limit);
      limit = endAfter(TRIAL_LIMIT_SECONDS);
    });
    child.on('error', (error) => {
      clearTimeout(limit);
      reject(toForgeError(error));
    });
    child.on('close', (code, ended) => {
      clearTimeout(limit);
      resolve({ text, ending: ended === null ? `exit code ${code}` : ended });
    });
  });
}

/** Node's arguments that start the process. */
function probeProgram(): string[] {
  const program = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  if (IS_BUILT) return [program('./segmenter-probe-child.js')];
  return ['--import', pathToFileURL(require.resolve('tsx')).href, program('./segmenter-probe-child.ts')];
}

/** A line as JSON; null for a line that is none. */
function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // native code wrote it, or it is not complete yet
  }
}
