import { describe, expect, it } from 'vitest';
import { exportedFrames } from '../export/plan.ts';
import { syntheticProject, syntheticSpec } from '../export/testing/synthetic-project.ts';
import { projectToRequest } from '../project/propagation-request.ts';
import { frameIndex } from '../schema/brands.ts';
import { estimateSeconds, expectedFrames, countWork } from './estimate.ts';

const times = Array.from({ length: 10 }, (_, rank) => rank / 10);
const costs = { readMs: 10, encodeMs: 100, decodeMs: 20, writeMs: 50 };
const nothing = { tracks: [], targets: [] };

describe('the work of a dataset', () => {
  it('is one frame to encode for each that is processed, and a mask for each object on it', () => {
    const request = projectToRequest(syntheticProject(), times);
    expect(countWork(request)).toEqual({ frames: 10, masks: 20 });
    expect(countWork(nothing)).toEqual({ frames: 0, masks: 0 });
  });

  it('takes as long as its parts', () => {
    const request = projectToRequest(syntheticProject(), times);
    expect(estimateSeconds(nothing, 10, costs)).toBeCloseTo(0.6);
    const both = estimateSeconds(request, 10, costs);
    expect(both).toBeCloseTo(0.6 + 10 * 0.11 + 20 * 0.02 * 1.4);
    expect(estimateSeconds(request, 10, { ...costs, encodeMs: 200 })).toBeCloseTo(both + 1);
  });

  it('has the frames that will be exported once all are propagated', () => {
    const project = syntheticProject({}, { sampling: { kind: 'every', n: 3 }, labelledFrames: [0, 4].map(frameIndex) });
    expect(expectedFrames(project, times)).toEqual([0, 3, 4, 6, 9]);
    expect(expectedFrames(project, times)).toEqual(exportedFrames(project, syntheticSpec(), times));
    const part = { ...project, range: { from: frameIndex(3), to: frameIndex(5) } };
    expect(expectedFrames(part, times)).toEqual([3, 4]);
    expect(expectedFrames(project, times, new Set([0, 3].map(frameIndex)))).toEqual([3, 4, 6, 9]);
  });
});
