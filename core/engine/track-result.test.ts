import { describe, expect, it } from 'vitest';
import { frameIndex, imageBox, trackId } from '../schema/brands.ts';
import type { Anchor } from './anchor.ts';
import type { FrameView } from './frame-views.ts';
import type { Finding } from './object-pass.ts';
import { maskOfBoxForTest } from './testing/scene-masks.ts';
import { SCENE_HEIGHT, SCENE_WIDTH } from './testing/scene.ts';
import { propagatedResult } from './track-result.ts';
import { userMargins } from './user-margins.ts';

const track = { id: trackId(1), labels: [] };
const maskBox = imageBox(100, 50, 40, 40);
const mask = maskOfBoxForTest(100, 50, 40, 40);
const finding = { mask, maskBox, bodyBox: null, confidence: 0.9, lost: false } as Partial<Finding> as Finding;
const viewOf = (frame: number) =>
  ({ frame: frameIndex(frame), embedding: { width: SCENE_WIDTH, height: SCENE_HEIGHT } }) as FrameView;
/** What a label taught whose box stands off the mask by half of it on the left and a tenth below. */
function anchor(frame: number, fill: number | null): Anchor {
  const margins = userMargins(imageBox(10, 20, 30, 22), fill ?? 1, imageBox(20, 20, 20, 20), null);
  return { frame: frameIndex(frame), fill, margins } as Anchor;
}

describe('the box of a found object', () => {
  const kept = [80, 50, 60, 44];
  const capped = [98, 50, 42, 42];

  it('has little of the margins beyond a label, and all where the user chose that', () => {
    const [near, view] = [anchor(0, 0.9), viewOf(4)];
    const result = { trackId: 1, state: 'propagated', mask, confidence: 0.9 };
    expect(propagatedResult(track, view, finding, near, undefined)).toEqual({ ...result, box: capped });
    const choosing = { ...track, keepMargins: true };
    expect(propagatedResult(choosing, view, finding, near, undefined)).toEqual({ ...result, box: kept });
    const chosenNot = { ...track, keepMargins: false };
    expect(propagatedResult(chosenNot, view, finding, near, undefined)).toEqual({ ...result, box: capped });
  });

  it('has all of them where the box stood in for the mask of the label, and says so', () => {
    const result = propagatedResult(track, viewOf(4), finding, anchor(0, 0), undefined);
    expect(result).toMatchObject({ box: kept, boxOnly: true });
  });

  it('has those of both labels between two, whatever the user chose, next to a label its own', () => {
    const ends = [anchor(0, 0.9), anchor(8, null)] as const;
    for (const keepMargins of [true, false])
      expect(propagatedResult({ ...track, keepMargins }, viewOf(1), finding, ...ends).box).toEqual(kept);
    expect(propagatedResult(track, viewOf(1), finding, anchor(0, 0.9), anchor(8, 0))).toMatchObject({
      box: kept,
      boxOnly: true,
    });
  });
});
