import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countWork } from '../dataset/estimate.ts';
import { ranks, type SyntheticFrames } from '../export/testing/synthetic-frames.ts';
import { trackId } from '../schema/brands.ts';
import { ColorSegmenter } from './testing/color-segmenter.ts';
import { cutRequest } from './cut.ts';
import { planTracks, type FrameTask } from './plan.ts';
import { propagate } from './propagate.ts';
import { BLUE_ACTOR, QUICK_SETTINGS, RED_ACTOR, labelsOf, outsideOn, randomRequests } from './testing/requests.ts';
import { sceneFrames } from './testing/scene.ts';
import type { PropagationRequest, TrackResult } from './types.ts';

const FRAMES = 12;
const one = trackId(1);
const two = trackId(2);

/** One entry per object and frame; fails on a duplicate. */
function collected<T>(entries: readonly (readonly [string, T])[]): Map<string, T> {
  const all = new Map(entries);
  expect(all.size).toBe(entries.length);
  return new Map([...all].sort(([a], [b]) => a.localeCompare(b)));
}

function tasksOf(requests: readonly PropagationRequest[]): Map<string, FrameTask> {
  const plans = requests.flatMap((request) => planTracks(request));
  return collected(
    plans.flatMap(({ track, tasks }) => [...tasks].map(([frame, task]) => [`${track.id} ${frame}`, task] as const)),
  );
}

async function resultsOf(
  frames: SyntheticFrames,
  requests: readonly PropagationRequest[],
): Promise<Map<string, TrackResult>> {
  const entries: (readonly [string, TrackResult])[] = [];
  for (const request of requests) {
    const course = propagate({ frames, segmenter: new ColorSegmenter() }, request, { settings: QUICK_SETTINGS });
    for await (const { frame, tracks } of course)
      entries.push(...tracks.map((track) => [`${track.trackId} ${frame}`, track] as const));
  }
  return collected(entries);
}

/** The first and last requested frame of each part. */
const bounds = (parts: readonly PropagationRequest[]) =>
  parts.map((part) => {
    const frames = planTracks(part).flatMap(({ tasks }) => [...tasks.keys()]);
    return [Math.min(...frames), Math.max(...frames)];
  });

describe('a request that is cut', () => {
  it('asks in its parts for what the whole asks for, each object on each frame once', () => {
    fc.assert(
      fc.property(randomRequests(40), fc.integer({ min: 1, max: 6 }), (request, maxParts) => {
        const parts = cutRequest(request, maxParts);
        expect(parts.length).toBeGreaterThan(0);
        expect(parts.length).toBeLessThanOrEqual(maxParts);
        expect(tasksOf(parts)).toEqual(tasksOf([request]));
      }),
      { numRuns: 500 },
    );
  });

  it('gives in its parts what the whole gives, to the bit', async () => {
    const frames = sceneFrames(FRAMES, [RED_ACTOR, BLUE_ACTOR]);
    let cut = 0;
    await fc.assert(
      fc.asyncProperty(randomRequests(FRAMES), async (request) => {
        const parts = cutRequest(request, 3);
        fc.pre(parts.length > 1);
        cut += 1;
        expect(await resultsOf(frames, parts)).toEqual(await resultsOf(frames, [request]));
      }),
      { numRuns: 10 },
    );
    expect(cut).toBeGreaterThan(0);
  });

  it('is cut at frames on which all objects are labelled, in even parts', () => {
    const request = {
      tracks: [
        { id: one, labels: labelsOf(RED_ACTOR, 0, 10, 20, 30) },
        { id: two, labels: labelsOf(BLUE_ACTOR, 0, 10, 20, 30) },
      ],
      targets: ranks(41),
    };
    expect(bounds(cutRequest(request, 2))).toEqual([
      [0, 20],
      [21, 40],
    ]);
    const four = cutRequest(request, 4);
    expect(bounds(four)).toEqual([
      [0, 10],
      [11, 20],
      [21, 30],
      [31, 40],
    ]);
    const largest = Math.max(...four.map((part) => countWork(part).frames));
    expect(largest).toBeLessThan(countWork(request).frames / 4 + 2); // a label on the border is encoded on both sides
  });

  it('is parted by a single label into the way back and the way on', () => {
    const request = { tracks: [{ id: one, labels: labelsOf(RED_ACTOR, 5) }], targets: ranks(FRAMES) };
    expect(bounds(cutRequest(request, 2))).toEqual([
      [0, 5],
      [6, 11],
    ]);
  });

  it('is left whole where another object is carried across every label', () => {
    const request = {
      tracks: [
        { id: one, labels: labelsOf(RED_ACTOR, 0, 4, 8) },
        { id: two, labels: labelsOf(BLUE_ACTOR, 0) },
      ],
      targets: ranks(FRAMES),
    };
    expect(cutRequest(request, 3)).toEqual([request]);
  });

  it('makes no part of frames without an object alone', () => {
    const request = {
      tracks: [{ id: one, labels: [...labelsOf(RED_ACTOR, 0, 9), outsideOn(6)] }],
      targets: ranks(FRAMES),
    };
    expect(bounds(cutRequest(request, 5))).toEqual([
      [0, 8],
      [9, 11],
    ]);
    expect(cutRequest({ ...request, tracks: [{ id: one, labels: [outsideOn(6)] }] }, 5)).toHaveLength(1);
    expect(cutRequest({ tracks: [], targets: [] }, 5)).toHaveLength(1);
  });
});
