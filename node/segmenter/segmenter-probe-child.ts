// Started by segmenter-probe.ts with a model's id and a backend's name: runs the model's smallest graph once there
// and prints the outcome as one line of JSON. With `precision` behind them, and where the graph ran, the whole model
// is tried in fp32 and fp16, and the outcome is a second line.
import type { z } from 'zod';
import { toForgeError } from '../../core/errors.ts';
import type { FloatTensor } from '../../core/ports/model-runtime.ts';
import type { Model } from '../../core/models/model.ts';
import { tryHalfPrecision, untriedReport, type PrecisionReport } from '../../core/models/precision-trial.ts';
import { findModel } from '../../core/models/registry.ts';
import type { ModelFile } from '../../core/schema/model-manifest.ts';
import { findModelEntry, loadModelFiles, readModelFile } from '../models/model-files.ts';
import { NODE_BACKENDS, type NodeBackend } from './ort-node-runtime.ts';
import { OrtThreadRuntime } from './ort-thread-runtime.ts';
import type { probeOutcomeSchema } from './segmenter-probe.ts';

type Outcome = z.infer<typeof probeOutcomeSchema>;

async function trialRun(model: Model, backend: NodeBackend): Promise<Outcome> {
  try {
    const { files } = await findModelEntry(model);
    const graph = files.reduce((least, file) => (file.bytes < least.bytes ? file : least));
    const session = await new OrtThreadRuntime(backend).load(await readModelFile(graph));
    const names = graph.outputs.map(({ name }) => name);
    const outputs = await session.run(
      Object.fromEntries(graph.inputs.map((input) => [input.name, ones(input)])),
      names,
    );
    await session.release();
    const numbers = Object.values(outputs).every(({ data }) => data.every(Number.isFinite));
    return numbers ? { works: true } : { works: false, reason: 'the trial run gave something that is no number' };
  } catch (error) {
    return { works: false, reason: reasonOf(error) };
  }
}

async function precisionTrial(model: Model, backend: NodeBackend): Promise<PrecisionReport> {
  try {
    return await tryHalfPrecision(model, new OrtThreadRuntime(backend), await loadModelFiles(model));
  } catch (error) {
    return untriedReport(`the trial in fp32 failed: ${reasonOf(error).replace(/\.$/, '')}`);
  }
}

/**
 * The runtime's own message, without the ForgeError's sentence around it and without its place in the C++
 * source.
 */
function reasonOf(error: unknown): string {
  const { code, message, cause } = toForgeError(error);
  const text = code === 'backend_unavailable' && cause instanceof Error ? cause.message : message;
  const line = text.split('\n', 1)[0] ?? text;
  return line.split(' was false. ').at(-1) ?? line;
}

/** A tensor of ones of the smallest size: as coordinates, labels and sizes it is a valid prompt. */
function ones({ dims }: ModelFile['inputs'][number]): FloatTensor {
  const sizes = dims.map((dim) => (typeof dim === 'number' ? dim : 1));
  return { data: new Float32Array(sizes.reduce((product, size) => product * size, 1)).fill(1), dims: sizes };
}

const [modelId = '', wanted, trial] = process.argv.slice(2);
const model = findModel(modelId);
const backend = NODE_BACKENDS.find((each) => each === wanted);
if (!backend) throw new Error(`no backend "${wanted}"`);
const print = (line: Outcome | PrecisionReport) => process.stdout.write(`\n${JSON.stringify(line)}\n`);
const outcome = await trialRun(model, backend);
print(outcome);
if (outcome.works && trial === 'precision') print(await precisionTrial(model, backend));
