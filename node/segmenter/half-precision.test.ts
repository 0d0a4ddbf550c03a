// @module-tag process
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { toHalfPrecision } from '../../core/models/half-precision.ts';
import { graphOf, type ModelFiles } from '../../core/models/model-files.ts';
import { tryHalfPrecision } from '../../core/models/precision-trial.ts';
import { findModel } from '../../core/models/registry.ts';
import { trialScene } from '../../core/models/trial-scene.ts';
import type { FloatTensor, ModelRuntime } from '../../core/ports/model-runtime.ts';
import { LOW_RES_MASK_SIDE } from '../../core/ports/segmenter.ts';
import { loadModelFiles } from '../models/model-files.ts';
import { OrtNodeRuntime } from './ort-node-runtime.ts';

const MODEL = findModel('mobile-sam');

let files: ModelFiles;
beforeAll(async () => {
  files = await loadModelFiles(MODEL);
});

/**
 * onnxruntime on the CPU, claimed to be a device for 16-bit floats, and the areas of the masks that it found for each
 * prompt, in cells. The encoder sees one image only and runs once: its time means nothing here.
 */
function claimingHalf(): ModelRuntime & { readonly areas: number[][] } {
  const cpu = new OrtNodeRuntime('cpu');
  const areas: number[][] = [];
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
          areas.push(Object.values(found).flatMap(areasOfMasks));
          return found;
        },
        release: () => session.release(),
      };
    },
  };
}

/** The areas of the masks in an output of the decoder; none for its scores. */
function areasOfMasks({ data }: FloatTensor): number[] {
  const cells = LOW_RES_MASK_SIDE ** 2;
  return Array.from({ length: Math.floor(data.length / cells) }, (_, at) => {
    const logits = data.subarray(at * cells, (at + 1) * cells);
    return logits.filter((logit) => logit > 0).length;
  });
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
    for (const areas of runtime.areas) {
      expect(areas).toHaveLength(4);
      expect(areas.some((area) => area > 2000 && area < 7000)).toBe(true);
    }
  });
});
