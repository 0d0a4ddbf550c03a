import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelledFramesOf, neighbourFrame } from './labelled-frames.ts';
import { label, trackOfLabels } from './testing/tracks.ts';

describe('frames with a label', () => {
  it('are those that show the object, and those on which the user said that it is not there', () => {
    const own = label({ source: 'user' });
    const track = trackOfLabels([own, undefined, label(), null, label({ outside: true }), { ...own, outside: true }]);
    expect(labelledFramesOf(track)).toEqual([0, 2, 5]);
  });

  it('are found behind and before a frame, of all objects the nearest one', () => {
    const ranks = fc.uniqueArray(fc.nat(60)).map((each) => each.sort((a, b) => a - b));
    fc.assert(
      fc.property(fc.array(ranks, { maxLength: 4 }), fc.nat(60), (lists, rank) => {
        const all = lists.flat().sort((a, b) => a - b);
        expect(neighbourFrame(lists, rank, 1)).toBe(all.find((each) => each > rank) ?? null);
        expect(neighbourFrame(lists, rank, -1)).toBe(all.findLast((each) => each < rank) ?? null);
      }),
    );
  });
});
