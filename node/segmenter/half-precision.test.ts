// @module-tag process
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { toHalfPrecision } from '../../core/models/half-precision.ts';
import { graphOf, type ModelFiles } from '../../core/models/model-files.ts';
import { tryHalfPrecision } from '../../core/models/precision-trial.ts';
import { findModel } from '../../core/models/registry.ts';
import { trialScene } from '../../core/models/trial-scene.ts';
import type { ModelRuntime } from '../../core/ports/model-runtime.ts';
import { loadModelFiles } from '../models/model-files.ts';
import { OrtNodeRuntime } from './ort-node-runtime.ts';

const MODEL = findModel('mobile-sam');

let files: ModelFiles;
beforeAll(async () => {
  files = await loadModelFiles(MODEL);
});

/**
 * onnxruntime on the CPU, claimed to be a device for 16-bit floats, and the area of every mask that it found,
 * in cells. The encoder sees one image only and runs once: its time means nothing here.
 */
function claimingHalf(): ModelRuntime & { readonly areas: number[] } {
  const cpu = new OrtNodeRuntime('cpu');
  const areas: number[] = [];
  return {
    backend: 'cpu',
    mayComputeHalf: true,
    areas,
    async load(graph) {
      const session = await cpu.load(graph);
      let encoded: ReturnType<typeof session.run> | null = null;
      return {
        run: async (inputs, outputs) => {
          if ('input' in inputs) return (encoded ??= session.run(inputs, outputs));
          const found = await session.run(inputs, outputs);
          const logits = found['low_res_masks']?.data;
          if (logits) areas.push(logits.filter((logit) => logit > 0).length);
          return found;
        },
        release: () => session.release(),
      };
    },
  };
}

describe('the encoder of MobileSAM in fp16', () => {
  it('has half the bytes and the same 32-bit input and output', async () => {
    const full = graphOf(files, 'encoder');
    const half = toHalfPrecision(full);
    expect(half.length / full.length).toBeLessThan(0.51);
    // Only read and checked: preparing the graph takes as long as running it.
    const session = await ort.InferenceSession.create(half, { graphOptimizationLevel: 'disabled' });
    const facts = [...session.inputMetadata, ...session.outputMetadata].map((each) => ({
      name: each.name,
      type: each.isTensor && each.type,
      shape: each.isTensor && each.shape,
    }));
    await session.release();
    expect(facts).toEqual([
      { name: 'input', type: 'float32', shape: ['batch_size', 3, 1024, 1024] },
      { name: 'output', type: 'float32', shape: ['batch_size', 256, 64, 64] },
    ]);
  });

  it('gives the masks of fp32 in the trial: an IoU of at least 0.99 for every prompt', { tags: ['long'] }, async () => {
    const runtime = claimingHalf();
    const report = await tryHalfPrecision(MODEL, runtime, files);
    expect(report.lowestIou).toBeGreaterThanOrEqual(0.99);
    expect(report.fp16Milliseconds).not.toBeNull();
    // Both precisions found something at every prompt, and not the whole image.
    expect(runtime.areas).toHaveLength(2 * trialScene().prompts.length);
    for (const area of runtime.areas) {
      expect(area).toBeGreaterThan(2000);
      expect(area).toBeLessThan(7000);
    }
  });
});
