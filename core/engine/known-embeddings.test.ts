import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameIndex, trackId, type FrameIndex } from '../schema/brands.ts';
import { ColorSegmenter } from './testing/color-segmenter.ts';
import { EmbeddingCache } from './embedding-cache.ts';
import { propagate } from './propagate.ts';
import { BLUE_ACTOR, labelsOf, QUICK_SETTINGS, randomRequests, RED_ACTOR } from './testing/requests.ts';
import { sceneFrames } from './testing/scene.ts';
import type { FrameResult, PropagationRequest } from './types.ts';

const FRAMES = 12;
/** The compared part of a result: all but the speed. */
type Said = Pick<FrameResult, 'frame' | 'timestamp' | 'tracks'>;

interface Course {
  readonly results: readonly Said[];
  readonly encodeRuns: number;
  /** Encoder runs before the run began. */
  readonly before: number;
  readonly read: readonly number[];
}

/**
 * @param ahead frames that are encoded before the run, the last of them still in progress when it begins
 * @param most ends the run after this many results
 */
async function course(request: PropagationRequest, ahead: readonly FrameIndex[], most = Infinity): Promise<Course> {
  const frames = sceneFrames(FRAMES, [RED_ACTOR, BLUE_ACTOR]);
  const segmenter = new ColorSegmenter();
  const known = new EmbeddingCache(frames, segmenter);
  for (const frame of ahead.slice(0, -1)) await known.get(frame);
  const underWay = ahead.slice(-1).map((frame) => known.get(frame));
  const readBefore = frames.handedOut.length;
  const results: Said[] = [];
  for await (const result of propagate({ frames, segmenter, known }, request, { settings: QUICK_SETTINGS })) {
    const { frame, timestamp, tracks } = result;
    results.push({ frame, timestamp, tracks });
    if (results.length === most) break;
  }
  await Promise.all(underWay);
  await known.release();
  expect([frames.liveFrames, segmenter.liveTensors]).toEqual([0, 0]);
  const read = frames.handedOut.slice(readBefore);
  return { results, encodeRuns: segmenter.encodeRuns, before: ahead.length, read };
}

const ranks = (...frames: number[]) => frames.map(frameIndex);

describe('a run that finds frames encoded already', () => {
  it('does not read or encode them again, and says the same', async () => {
    const request = {
      tracks: [{ id: trackId(1), labels: labelsOf(RED_ACTOR, 0, 8) }],
      targets: ranks(0, 2, 4, 6, 8, 10),
    };
    const plain = await course(request, []);
    const helped = await course(request, ranks(8, 0));
    expect(helped.results).toEqual(plain.results);
    expect(helped.encodeRuns).toBe(plain.encodeRuns);
    expect(plain.read).toContain(0);
    expect([helped.read.includes(0), helped.read.includes(8)]).toEqual([false, false]);
  });

  it('says the same to the bit, whatever was encoded ahead, and releases all of it, however it ends', async () => {
    const ahead = fc.uniqueArray(fc.nat(FRAMES - 1), { maxLength: 6 }).map((frames) => ranks(...frames));
    const most = fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(randomRequests(FRAMES), ahead, most, async (request, frames, end) => {
        const plain = await course(request, [], end);
        const helped = await course(request, frames, end);
        expect(helped.results).toEqual(plain.results);
        // Runs that ended early may have begun to encode other frames ahead.
        if (end === undefined) expect(helped.encodeRuns - helped.before).toBeLessThanOrEqual(plain.encodeRuns);
      }),
      { numRuns: 25 },
    );
  });

  it('encodes a frame itself where that failed ahead of it', async () => {
    const frames = sceneFrames(FRAMES, [RED_ACTOR]);
    const segmenter = new ColorSegmenter();
    const asked: number[] = [];
    const known = {
      has: (frame: FrameIndex) => frame === 0 || frame === 2,
      async take(frame: FrameIndex) {
        asked.push(frame);
        return null;
      },
    };
    const request = { tracks: [{ id: trackId(1), labels: labelsOf(RED_ACTOR, 0) }], targets: ranks(0, 1, 2) };
    const results: FrameResult[] = [];
    for await (const result of propagate({ frames, segmenter, known }, request)) results.push(result);
    expect(results.map(({ frame }) => frame)).toEqual([0, 1, 2]);
    expect(asked).toEqual(expect.arrayContaining([0, 2]));
    expect([segmenter.encodeRuns, frames.liveFrames, segmenter.liveTensors]).toEqual([3, 0, 0]);
  });
});
