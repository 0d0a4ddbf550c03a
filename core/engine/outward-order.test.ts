import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameIndex, trackId, type FrameIndex } from '../schema/brands.ts';
import { EmbeddingCache } from './embedding-cache.ts';
import { planTracks } from './plan.ts';
import { propagate, type PropagationPorts } from './propagate.ts';
import { ColorSegmenter } from './testing/color-segmenter.ts';
import { BLUE_ACTOR, labelsOf, QUICK_SETTINGS, randomRequests, RED_ACTOR } from './testing/requests.ts';
import { sceneFrames } from './testing/scene.ts';
import type { FrameResult, PropagationRequest } from './types.ts';
import { framesOutwards, visitsOf } from './visits.ts';

const FRAMES = 12;
const ranks = (...frames: number[]) => frames.map(frameIndex);
const every = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => frameIndex(from + at));

/** A correction on frame 40 between labels on 20 and 60, every frame wanted. */
const BETWEEN: PropagationRequest = {
  tracks: [
    { id: trackId(1), labels: labelsOf(RED_ACTOR, 20, 40, 60), range: { from: frameIndex(21), to: frameIndex(59) } },
  ],
  targets: every(0, 80),
};

const sweepsOf = (request: PropagationRequest, around: number) =>
  visitsOf(planTracks(request), frameIndex(around)).filter(({ purpose }) => purpose !== 'label');

describe('the order outwards from a frame', () => {
  it('begins at the frame, alternates in growing turns, and comes from the far labels last', () => {
    const visits = visitsOf(planTracks(BETWEEN), frameIndex(40)).map(({ frame }) => frame);
    expect(visits.slice(0, 3)).toEqual([40, 20, 60]);
    expect(visits.slice(3, 18)).toEqual([41, 39, 42, 43, 38, 37, 44, 45, 46, 47, 36, 35, 34, 33, 48]);
    const far = visits.findIndex((frame, at) => at > 3 && (frame === 21 || frame === 59));
    // Frames 30 and 31, and 50 and 51, are blended: the visit forwards comes first.
    expect(visits.slice(3, far).sort((a, b) => a - b)).toEqual([...every(32, 39), ...every(41, 51)]);
    expect(visits.filter((frame) => frame === 31)).toHaveLength(2);
  });

  it('visits what the sweeps visit, each as often', () => {
    const keys = (visits: ReturnType<typeof visitsOf>) =>
      visits.map(({ frame, purpose }) => `${purpose} ${frame}`).sort();
    fc.assert(
      fc.property(randomRequests(40), fc.nat(39), (request, around) => {
        const plans = planTracks(request);
        expect(keys(visitsOf(plans, frameIndex(around)))).toEqual(keys(visitsOf(plans)));
      }),
    );
  });

  it('goes on where one side has ended, and towards the labels from nowhere', () => {
    const beyond = { tracks: [{ id: trackId(1), labels: labelsOf(RED_ACTOR, 3) }], targets: every(0, 12) };
    expect(sweepsOf(beyond, 3).map(({ frame }) => frame)).toEqual([4, 2, 5, 6, 1, 0, 7, 8, 9, 10, 11, 12]);
    // The label there was removed: what leads to it comes first.
    const removed = { tracks: [{ id: trackId(1), labels: labelsOf(RED_ACTOR, 0, 9) }], targets: every(0, 9) };
    const visits = sweepsOf(removed, 5).map(({ frame, purpose }) => `${frame}${purpose === 'forwards' ? '>' : '<'}`);
    expect(visits.join(' ')).toBe('1> 8< 2> 3> 7< 6< 4> 5> 5< 4<');
  });

  it('names each frame once, for memory that keeps the first of them', () => {
    const order = framesOutwards(BETWEEN, frameIndex(40));
    expect(new Set(order).size).toBe(order.length);
    expect([...order].sort((a, b) => a - b)).toEqual(every(20, 60));
  });
});

interface Course {
  /** All results of all objects, by frame. */
  readonly results: readonly string[];
  readonly frames: readonly FrameIndex[];
}

async function course(ports: PropagationPorts, request: PropagationRequest, around?: FrameIndex): Promise<Course> {
  const given: FrameResult[] = [];
  for await (const result of propagate(ports, request, { settings: QUICK_SETTINGS, around })) given.push(result);
  const last = given.at(-1)?.progress;
  expect(last?.framesDone).toBe(last?.framesTotal);
  const results = given.flatMap(({ frame, timestamp, tracks }) =>
    tracks.map((track) => JSON.stringify({ frame, timestamp, track })),
  );
  return { results: results.sort(), frames: given.map(({ frame }) => frame) };
}

function open() {
  const frames = sceneFrames(FRAMES, [RED_ACTOR, BLUE_ACTOR]);
  const segmenter = new ColorSegmenter();
  const known = new EmbeddingCache(frames, segmenter);
  const live = { frames, segmenter, known, keep: known.put.bind(known) };
  return { frames, segmenter, known, live };
}

describe('a run outwards from a frame', () => {
  it('gives the same as the run in sweeps, to the bit, also with the embeddings of an earlier one', async () => {
    await fc.assert(
      fc.asyncProperty(randomRequests(FRAMES), fc.nat(FRAMES - 1), fc.nat(FRAMES - 1), async (request, here, there) => {
        const { frames, segmenter, known, live } = open();
        const plain = await course({ frames, segmenter }, request);
        expect((await course(live, request, frameIndex(here))).results).toEqual(plain.results);
        expect((await course(live, request, frameIndex(there))).results).toEqual(plain.results);
        await known.release();
        expect([frames.liveFrames, segmenter.liveTensors]).toEqual([0, 0]);
      }),
      { numRuns: 15 },
    );
  });

  it('encodes nothing a second time in the same place', async () => {
    const { frames, segmenter, known, live } = open();
    const request = (box: number): PropagationRequest => ({
      tracks: [{ id: trackId(1), labels: labelsOf(RED_ACTOR, 0, box, 11) }],
      targets: every(0, 11),
    });
    await known.get(frameIndex(6)); // a click on the frame, before
    await course(live, request(6), frameIndex(6));
    expect([segmenter.encodeRuns, frames.liveFrames]).toEqual([FRAMES, 0]);
    await known.get(frameIndex(7));
    const again = await course(live, request(7), frameIndex(7));
    expect(again.frames[0]).toBe(7);
    expect(segmenter.encodeRuns).toBe(FRAMES);
    await known.release();
    expect(segmenter.liveTensors).toBe(0);
  });

  it('encodes again only the frames that it needs last, where there is no room for all', async () => {
    const frames = sceneFrames(FRAMES, [RED_ACTOR]);
    const segmenter = new ColorSegmenter();
    const known = new EmbeddingCache(frames, segmenter, 5 * 64 * 36 * 32 * 4);
    const request = { tracks: [{ id: trackId(1), labels: labelsOf(RED_ACTOR, 6) }], targets: every(0, 11) };
    const live = { frames, segmenter, known, keep: known.put.bind(known) };
    known.prefer(framesOutwards(request, frameIndex(6)));
    await course(live, request, frameIndex(6));
    expect(every(0, 11).filter((frame) => known.has(frame))).toEqual(ranks(5, 6, 7, 8, 9));
    expect(segmenter.liveTensors).toBe(5);
    const encoded = segmenter.encodeRuns;
    await course(live, request, frameIndex(6));
    expect(segmenter.encodeRuns - encoded).toBe(FRAMES - 5);
    await known.release();
  });

  it('releases or keeps everything when it ends early, and has no checkpoint', async () => {
    const { frames, segmenter, known, live } = open();
    const request = { tracks: [{ id: trackId(1), labels: labelsOf(RED_ACTOR, 0, 6, 11) }], targets: every(0, 11) };
    for await (const result of propagate(live, request, { around: frameIndex(6) })) {
      expect(() => result.checkpoint()).toThrow('no checkpoints');
      if (result.frame === 7) break;
    }
    expect(frames.liveFrames).toBe(0);
    await known.release();
    expect(segmenter.liveTensors).toBe(0);
  });
});
