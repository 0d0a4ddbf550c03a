// @module-tag process
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { propagate } from '../core/engine/propagate.ts';
import { SyntheticFrames, syntheticVideo } from '../core/export/testing/synthetic-frames.ts';
import { boxCentre, growBox } from '../core/geometry/box.ts';
import type { Segmenter } from '../core/ports/segmenter.ts';
import { ProjectBuilder } from '../core/project/project-builder.ts';
import { projectToRequest } from '../core/project/propagation-request.ts';
import { promptsToProject } from '../core/project/prompts-to-project.ts';
import { doubtsOf } from '../core/review/doubts.ts';
import { imageBox } from '../core/schema/brands.ts';
import type { Track } from '../core/schema/project.ts';
import { openNodeSegmenter } from '../node/segmenter/segmenter.ts';

const [WIDTH, HEIGHT] = [320, 180];
const FRAMES = 3;
type Color = readonly [number, number, number];
type Painter = (x: number, y: number, frame: number) => Color;

const grey: Painter = () => [128, 128, 128];
/** A shaded disc that moves to the right before a quiet background. */
const disc: Painter = (x, y, frame) => {
  const [dx, dy] = [x - (60 + 12 * frame), y - 90];
  if (Math.hypot(dx, dy) < 28) return [220, 120 + dx, 40 + dy];
  return y < 120 ? [44, 74, 58] : [84, 81, 74];
};
const blackAtFirst: Painter = (x, y, frame) => (frame === 0 ? [0, 0, 0] : disc(x, y, frame));

let segmenter: Segmenter | null = null;
beforeAll(async () => {
  segmenter = await openNodeSegmenter({ device: 'cpu', onFallback: () => undefined });
});
afterAll(() => segmenter?.dispose());

/** The track that the real model makes of a box on the first frame. */
async function trackOf(painter: Painter, box: readonly [number, number, number, number]): Promise<Track> {
  if (!segmenter) throw new Error('the model is not open');
  const frames = new SyntheticFrames(syntheticVideo({ frameCount: FRAMES, width: WIDTH, height: HEIGHT }), (frame) => {
    const data = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
    for (let i = 0; i < WIDTH * HEIGHT; i++)
      data.set([...painter(i % WIDTH, Math.floor(i / WIDTH), frame), 255], i * 4);
    return { width: WIDTH, height: HEIGHT, data };
  });
  const prompts = [{ frame: 0, class: 'thing', object: 1, box: [...box] as [number, number, number, number] }];
  const project = promptsToProject({ classes: ['thing'], prompts }, frames.metadata, { kind: 'every', n: 1 });
  const builder = new ProjectBuilder(project);
  for await (const result of propagate({ frames, segmenter }, projectToRequest(project, frames.timestamps)))
    builder.apply(result);
  expect(segmenter.liveTensors).toBe(0);
  const [track] = builder.snapshot().tracks;
  if (!track) throw new Error('the track is gone');
  expectNear(track);
  return track;
}

/** Every frame is known, the user's box is as it was, and no other one is far from it or outside the frame. */
function expectNear({ shapes, lost }: Track): void {
  expect([...Object.keys(shapes).map(Number), ...lost].sort()).toEqual([0, 1, 2]);
  const label = shapes['0'];
  if (!label) throw new Error('the label is gone');
  const [left, top, width, height] = growBox(label.box, 0.5);
  for (const { box } of Object.values(shapes)) {
    const [x, y] = boxCentre(box);
    expect(x >= left && x <= left + width && y >= top && y <= top + height, `centre ${x}, ${y}`).toBe(true);
    expect(box[0] >= 0 && box[1] >= 0 && box[0] + box[2] <= WIDTH && box[1] + box[3] <= HEIGHT).toBe(true);
  }
}

const doubtsOn = (track: Track) => doubtsOf(track, 1).map(({ frame, reasons }) => [frame, reasons[0]?.kind]);
const nothing = [0, 'fill'];

describe('the first look at a label that shows little', () => {
  it('has a doubt, and no mask, in a video that is grey all over', async () => {
    const box = [100, 50, 60, 50] as const;
    const track = await trackOf(grey, box);
    expect(track.shapes['0']).toMatchObject({ box, fill: 0 });
    expect(track.shapes['0']).not.toHaveProperty('mask');
    expect(doubtsOn(track)).toContainEqual(nothing);
  });

  it('has none where the object is plain to see', { tags: ['long'] }, async () => {
    const track = await trackOf(disc, [32, 62, 57, 57]);
    expect(track.shapes['0']?.fill).toBeGreaterThan(0.9);
    expect(doubtsOn(track)).toEqual([]);
  });

  it('has a doubt where the box is on plain background', { tags: ['long'] }, async () => {
    expect(doubtsOn(await trackOf(disc, [230, 20, 70, 40]))).toContainEqual(nothing);
  });

  it('has a doubt on a frame that is black, and loses what was never seen', { tags: ['long'] }, async () => {
    const track = await trackOf(blackAtFirst, [32, 62, 57, 57]);
    expect(doubtsOn(track)).toContainEqual(nothing);
    expect(track.lost).toEqual([1, 2]);
  });

  it('has a doubt for a box of three pixels, and finds nothing with it', { tags: ['long'] }, async () => {
    const track = await trackOf(disc, [58, 88, 3, 3]);
    expect(doubtsOn(track)).toContainEqual(nothing);
    expect(track.lost).toEqual([1, 2]);
  });

  it('has a doubt for a box over the edge that holds more than the object', { tags: ['long'] }, async () => {
    const track = await trackOf(disc, [-30, 40, 110, 100]);
    expect(track.shapes['0']?.box).toEqual(imageBox(0, 40, 80, 100));
    expect(doubtsOn(track)).toContainEqual(nothing);
  });

  it('has a doubt for a box of the whole frame, which stays the whole frame', { tags: ['long'] }, async () => {
    const whole = [0, 0, WIDTH, HEIGHT] as const;
    const track = await trackOf(disc, whole);
    expect(track.shapes['0']?.box).toEqual(whole);
    expect(doubtsOn(track)).toContainEqual(nothing);
  });
});
