import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameIndex, imageBox, trackId } from '../schema/brands.ts';
import { engineCheckpointSchema, type EngineCheckpoint } from './checkpoint.ts';
import { ColorSegmenter } from './color-segmenter.testing.ts';
import { cutRequest } from './cut.ts';
import { propagate } from './propagate.ts';
import { moving, sceneFrames, type Actor } from './scene.testing.ts';
import type { FrameResult, PropagationRequest, PropagationTrack } from './types.ts';

const COUNT = 14;
const red: Actor = { color: [220, 40, 40], boxAt: moving(20, 30, 6, 2) };
/** Too fast for its boxes to overlap, and gone on some frames: frames between are looked at, and it is lost and found. */
const blue: Actor = {
  color: [40, 60, 220],
  boxAt: (frame) => (frame === 5 || frame === 6 ? null : imageBox(200 - 13 * frame, 90 - 4 * frame, 30, 30)),
};
const ACTORS = [red, blue];

const labels = (actor: Actor, ...frames: number[]): PropagationTrack['labels'] =>
  frames.map((frame) => ({ frame: frameIndex(frame), box: actor.boxAt(frame) ?? imageBox(0, 0, 1, 1) }));
const outside = (frame: number) => ({ frame: frameIndex(frame), box: imageBox(0, 0, 0, 0), outside: true });
const targets = (step: number) => Array.from({ length: Math.ceil(COUNT / step) }, (_, at) => frameIndex(at * step));

interface Given {
  readonly result: FrameResult;
  readonly checkpoint: EngineCheckpoint;
}

/** Every result as plain data, and the checkpoint after it as it comes back from a file. */
async function run(request: PropagationRequest, resume?: EngineCheckpoint): Promise<Given[]> {
  const frames = sceneFrames(COUNT, ACTORS);
  const segmenter = new ColorSegmenter();
  const given: Given[] = [];
  for await (const result of propagate({ frames, segmenter }, request, { resume })) {
    const checkpoint = engineCheckpointSchema.parse(JSON.parse(JSON.stringify(result.checkpoint())));
    given.push({ result: { ...result }, checkpoint });
  }
  expect([frames.liveFrames, segmenter.liveTensors]).toEqual([0, 0]);
  return given;
}

/** What was found, without how fast. */
const facts = (given: readonly Given[]) =>
  given.map(({ result: { frame, tracks, progress } }) => [frame, tracks, progress.framesDone, progress.framesTotal]);

/** @param step after every so many results; a run takes about a second */
async function expectResumable(request: PropagationRequest, step = 1): Promise<void> {
  const whole = await run(request);
  for (const [at, { checkpoint }] of whole.entries()) {
    if (at % step !== step - 1) continue;
    expect(facts(await run(request, checkpoint)), `resumed after result ${at}`).toEqual(facts(whole.slice(at + 1)));
  }
}

/** What is said of each object on each frame; the same said twice shows as two. */
const byLabel = (given: readonly Given[]) =>
  given
    .flatMap(({ result: { frame, tracks } }) => tracks.map((track) => ({ frame, ...track })))
    .sort((a, b) => a.frame - b.frame || a.trackId - b.trackId);

/** Labels on some frames of two objects, some of them saying that it is not there, and a sampling. */
const requests = fc
  .record({
    red: fc.uniqueArray(fc.integer({ min: 0, max: COUNT - 1 }), { minLength: 1, maxLength: 4 }),
    blue: fc.uniqueArray(fc.constantFrom(0, 2, 4, 7, 9, 11, 13), { maxLength: 3 }),
    gone: fc.option(fc.integer({ min: 0, max: COUNT - 1 })),
    step: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ red: ofRed, blue: ofBlue, gone, step }): PropagationRequest => {
    const ends = gone !== null && !ofRed.includes(gone) ? [outside(gone)] : [];
    const tracks = [
      { id: trackId(1), labels: [...labels(red, ...ofRed), ...ends] },
      { id: trackId(2), labels: labels(blue, ...ofBlue) },
    ];
    return { tracks: tracks.filter((track) => track.labels.length > 0), targets: targets(step) };
  });

describe('a run that is stopped after any result', () => {
  it('goes on exactly: two objects, three labels with blends between them, one lost and found', async () => {
    const tracks = [
      { id: trackId(1), labels: labels(red, 0, 8, 13) },
      { id: trackId(2), labels: labels(blue, 2) },
    ];
    await expectResumable({ tracks, targets: targets(1) }, 2);
  });

  it('goes on exactly where frames between the sampled ones are looked at', async () => {
    await expectResumable({ tracks: [{ id: trackId(2), labels: labels(blue, 0) }], targets: targets(3) });
  });

  it('goes on exactly in a correction, and where an object is said to be gone', async () => {
    const range = { from: frameIndex(3), to: frameIndex(12) };
    const tracks = [{ id: trackId(1), labels: [...labels(red, 2, 8), outside(11)], range }];
    await expectResumable({ tracks, targets: targets(1) });
  });

  it('goes on exactly, whatever is labelled', async () => {
    await fc.assert(
      fc.asyncProperty(requests, (request) => expectResumable(request, 5)),
      { numRuns: 4 },
    );
  });

  it('is not resumed from the state of other work', async () => {
    const long = { tracks: [{ id: trackId(1), labels: labels(red, 0) }], targets: targets(1) };
    const last = (await run(long)).at(-1)?.checkpoint;
    await expect(run({ ...long, targets: targets(4) }, last)).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('the parts of a request', () => {
  it('give together what the whole gives, each label once', async () => {
    let cut = 0;
    await fc.assert(
      fc.asyncProperty(requests, fc.integer({ min: 2, max: 4 }), async (request, parts) => {
        const pieces = cutRequest(request, parts);
        expect(pieces.length).toBeLessThanOrEqual(parts);
        if (pieces.length > 1) cut += 1;
        const given: Given[] = [];
        for (const piece of pieces) given.push(...(await run(piece)));
        expect(byLabel(given)).toEqual(byLabel(await run(request)));
      }),
      { numRuns: 8 },
    );
    expect(cut).toBeGreaterThan(0);
  });

  it('are even, and one where nothing can be cut', () => {
    const track = { id: trackId(1), labels: labels(red, 0, 7) };
    const even = cutRequest({ tracks: [track], targets: targets(1) }, 2);
    expect(even.map((part) => part.targets.length)).toEqual([7, 7]);
    const other = { id: trackId(2), labels: labels(blue, 0) };
    expect(cutRequest({ tracks: [track, other], targets: targets(1) }, 2)).toHaveLength(1);
  });
});
