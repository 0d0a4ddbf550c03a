import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineCheckpointSchema, packVote, unpackVote, type EngineCheckpoint, type WaitingVote } from './checkpoint.ts';
import { cellsOfFineMap, FINE } from './fine-map.ts';
import { ColorSegmenter } from './testing/color-segmenter.ts';
import { propagate } from './propagate.ts';
import { BLUE_ACTOR, QUICK_SETTINGS, RED_ACTOR, labelsOf, outsideOn, randomRequests } from './testing/requests.ts';
import { moving, sceneFrames, type Actor } from './testing/scene.ts';
import type { FrameResult, PropagationRequest, UserLabel } from './types.ts';
import type { Vote } from './vote.ts';
import { frameIndex, imageBox, trackId } from '../schema/brands.ts';
import { ranks, type SyntheticFrames } from '../export/testing/synthetic-frames.ts';

const FRAMES = 12;
const one = trackId(1);
const two = trackId(2);

/** The compared part of a result: all but the speed. */
type Said = Pick<FrameResult, 'frame' | 'timestamp' | 'tracks'> & { readonly done: number; readonly total: number };
const said = ({ frame, timestamp, tracks, progress }: FrameResult): Said => ({
  frame,
  timestamp,
  tracks,
  done: progress.framesDone,
  total: progress.framesTotal,
});

interface Course {
  readonly results: readonly Said[];
  /** As stored: text. */
  readonly checkpoints: readonly string[];
  readonly encodeRuns: number;
}

/** @param most stops after this many results */
async function course(
  frames: SyntheticFrames,
  request: PropagationRequest,
  resume?: EngineCheckpoint,
  most = Infinity,
): Promise<Course> {
  const segmenter = new ColorSegmenter();
  const results: Said[] = [];
  const checkpoints: string[] = [];
  for await (const result of propagate({ frames, segmenter }, request, { settings: QUICK_SETTINGS, resume })) {
    results.push(said(result));
    checkpoints.push(JSON.stringify(result.checkpoint()));
    if (results.length === most) break;
  }
  expect([frames.liveFrames, segmenter.liveTensors]).toEqual([0, 0]);
  return { results, checkpoints, encodeRuns: segmenter.encodeRuns };
}

const stored = (text: string): EngineCheckpoint => engineCheckpointSchema.parse(JSON.parse(text));

/** Stops after every result, resumes from the stored checkpoint, and compares with the uninterrupted run. */
async function expectExactResume(actors: readonly Actor[], request: PropagationRequest): Promise<Course> {
  const frames = sceneFrames(FRAMES, actors);
  const whole = await course(frames, request);
  const pieces: Said[] = [];
  let checkpoint: EngineCheckpoint | undefined;
  for (;;) {
    const piece = await course(frames, request, checkpoint, 1);
    if (piece.results.length === 0) break;
    pieces.push(...piece.results);
    checkpoint = stored(piece.checkpoints.at(-1) ?? '');
  }
  expect(pieces).toEqual(whole.results);
  return whole;
}

describe('a propagation that is resumed behind any of its results', () => {
  it('gives what is left of two objects, one that grows and one that is carried both ways', async () => {
    const growing: Actor = {
      color: [220, 40, 40],
      boxAt: (frame) => imageBox(20 + 3 * frame, 20, 18 + 4 * frame, 18 + 4 * frame),
    };
    await expectExactResume([growing, BLUE_ACTOR], {
      tracks: [
        { id: one, labels: labelsOf(growing, 0) },
        { id: two, labels: labelsOf(BLUE_ACTOR, 7) },
      ],
      targets: ranks(FRAMES),
    });
  });

  it('gives the rest of gaps that are blended in the middle, between boxes with different margins', async () => {
    const wider = ({ frame, box: [x, y, width, height] }: UserLabel) => ({
      frame,
      box: imageBox(x - frame, y - frame, width + 2 * frame, height + 2 * frame),
    });
    const { checkpoints } = await expectExactResume([RED_ACTOR, BLUE_ACTOR], {
      tracks: [
        { id: one, labels: labelsOf(RED_ACTOR, 0, 6, 11).map(wider) },
        { id: two, labels: labelsOf(BLUE_ACTOR, 2, 8) },
      ],
      targets: ranks(FRAMES),
    });
    const waiting = checkpoints.map((text) =>
      stored(text).tracks.reduce((sum, track) => sum + track.waiting.length, 0),
    );
    expect(Math.max(...waiting)).toBe(6);
  });

  it('gives frames without an object once', async () => {
    const { results } = await expectExactResume([RED_ACTOR], {
      tracks: [{ id: one, labels: [...labelsOf(RED_ACTOR, 0, 9), outsideOn(4)] }],
      targets: ranks(FRAMES),
    });
    expect(results.filter(({ tracks }) => tracks[0]?.state === 'outside')).toHaveLength(5);
  });

  it('gives what is left of an object that is lost and found again', async () => {
    const away: Actor = {
      color: [220, 40, 40],
      boxAt: (frame) => (frame >= 3 && frame < 6 ? null : imageBox(frame < 3 ? 100 : 20, 50, 36, 36)),
    };
    const { results } = await expectExactResume([away], {
      tracks: [{ id: one, labels: labelsOf(away, 0) }],
      targets: ranks(FRAMES),
    });
    expect(results.map(({ tracks }) => tracks[0]?.state).filter((state) => state === 'lost')).toHaveLength(3);
  });

  it('remembers frames that were looked at between the sampled ones', async () => {
    const fast: Actor = { color: [220, 40, 40], boxAt: moving(10, 40, 11, 0, 40) };
    const targets = [0, 4, 8, 11].map(frameIndex);
    const { checkpoints } = await expectExactResume([fast, BLUE_ACTOR], {
      tracks: [
        { id: one, labels: labelsOf(fast, 0) },
        { id: two, labels: labelsOf(BLUE_ACTOR, 0) },
      ],
      targets,
    });
    const remembered = stored(checkpoints[2] ?? '').tracks[0]?.pass?.remembered.map(({ frame }) => frame);
    expect(remembered).toEqual([4, 6, 8]);
  });

  it('gives what is left of a correction within its range', async () => {
    const range = { from: frameIndex(1), to: frameIndex(8) };
    await expectExactResume([RED_ACTOR, BLUE_ACTOR], {
      tracks: [
        { id: one, labels: labelsOf(RED_ACTOR, 0, 4, 9), range },
        { id: two, labels: labelsOf(BLUE_ACTOR, 6) },
      ],
      targets: ranks(FRAMES),
    });
  });

  it('gives what is left of any request', async () => {
    const frames = sceneFrames(FRAMES, [RED_ACTOR, BLUE_ACTOR]);
    await fc.assert(
      fc.asyncProperty(randomRequests(FRAMES), fc.nat(), async (request, at) => {
        const { results, checkpoints } = await course(frames, request);
        const behind = at % Math.max(1, results.length);
        const checkpoint = checkpoints[behind];
        if (!checkpoint) return;
        const rest = await course(frames, request, stored(checkpoint));
        expect(rest.results).toEqual(results.slice(behind + 1));
      }),
      { numRuns: 10 },
    );
  });
});

describe('a checkpoint', () => {
  const request = { tracks: [{ id: one, labels: labelsOf(RED_ACTOR, 0) }], targets: ranks(FRAMES) };
  const frames = () => sceneFrames(FRAMES, [RED_ACTOR]);

  it('costs the label and the remembered frames once more, and no others', async () => {
    const whole = await course(frames(), request);
    const rest = await course(frames(), request, stored(whole.checkpoints[8] ?? ''));
    expect(rest.encodeRuns).toBe(FRAMES - 9 + 1 + QUICK_SETTINGS.recentFrames);
  });

  it('is of the result in hand only, which passes between threads without it', async () => {
    const run = propagate({ frames: frames(), segmenter: new ColorSegmenter() }, request);
    const first = (await run.next()).value;
    if (!first) throw new Error('no result');
    expect(structuredClone(first)).toEqual({ ...first });
    const second = (await run.next()).value;
    expect(() => first.checkpoint()).toThrow('before the next frame');
    expect(second?.checkpoint().results).toBe(2);
    await run.return();
    expect(() => second?.checkpoint()).toThrow('before the next frame');
  });

  it('of other work is refused', async () => {
    const pass = { from: 0, other: null, box: [0, 0, 8, 8], area: 64, lostFrames: 0, lastFrame: 3, remembered: [] };
    const holding = (trackId: number, from: number) => ({
      version: 2,
      results: 5,
      tracks: [{ trackId, pass: { ...pass, from }, waiting: [] }],
    });
    const checkpoints = [{ version: 2, results: FRAMES + 1, tracks: [] }, holding(1, 3), holding(2, 0)];
    for (const checkpoint of checkpoints) {
      const resumed = course(frames(), request, engineCheckpointSchema.parse(checkpoint));
      await expect(resumed).rejects.toMatchObject({ code: 'internal' });
    }
  });

  const voteOf = (fine: Uint8Array, columns: number, similarity: number): Vote => ({
    fine,
    map: cellsOfFineMap(fine, columns),
    similarity,
  });

  it('with votes that do not fit their map is no checkpoint', () => {
    const fine = Uint8Array.from({ length: 2 * FINE * FINE }, (_, at) => (at === 9 || at === 12 ? 200 : 0));
    const vote = packVote(frameIndex(3), voteOf(fine, 2, 0.7), 2);
    const holding = (change: Partial<typeof vote>) => ({
      version: 2,
      results: 1,
      tracks: [{ trackId: 1, pass: null, waiting: [{ ...vote, ...change }] }],
    });
    const isValid = (value: unknown) => engineCheckpointSchema.safeParse(value).success;
    expect(isValid(holding({}))).toBe(true);
    for (const change of [{ left: 7 }, { rows: 0 }, { columns: 9 }, { width: 9 }, { values: 'AAAA' }, { values: '?' }])
      expect(isValid(holding(change)), JSON.stringify(change)).toBe(false);
  });

  it('keeps a vote as it is', () => {
    const shape = fc.record({ columns: fc.nat({ max: 3 }), rows: fc.nat({ max: 3 }) });
    const value = fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.nat({ max: 255 }));
    const arbitrary = shape.chain(({ columns, rows }) => {
      const length = columns * rows * FINE * FINE;
      return fc.record({
        columns: fc.constant(columns),
        values: fc.array(value, { minLength: length, maxLength: length }),
        similarity: fc.double({ min: 0, max: 1, noNaN: true }),
      });
    });
    fc.assert(
      fc.property(arbitrary, ({ columns, values, similarity }) => {
        const vote = voteOf(Uint8Array.from(values), columns, similarity);
        const packed: unknown = JSON.parse(JSON.stringify(packVote(frameIndex(0), vote, columns)));
        expect(unpackVote(packed as WaitingVote)).toEqual(vote);
      }),
    );
  });
});
