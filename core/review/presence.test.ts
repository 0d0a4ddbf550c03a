import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyCommand } from '../project/commands/apply-command.ts';
import { syntheticProject } from '../export/testing/synthetic-project.ts';
import { frameIndex, imageBox, type ImageBox } from '../schema/brands.ts';
import type { Shape, Track } from '../schema/project.ts';
import { presences, unknownFrames } from './presence.ts';
import { label, trackOfLabels, tracks } from './testing/tracks.ts';

const video = { width: 200, height: 120 };
const drawn = (changes: Partial<Shape> = {}) => label({ source: 'user', confidence: 1, ...changes });
const times = Array.from({ length: 10 }, (_, rank) => rank / 10);
const middle = imageBox(80, 40, 20, 20);

/**
 * `U` drawn, `p` found, `o` an outside mark without an end, `-` lost, `.` unknown; the boxes of the first and
 * the last finding may be elsewhere.
 */
function trackOf(
  pattern: string,
  { first = middle, last = middle }: { first?: ImageBox; last?: ImageBox } = {},
): Track {
  const shown = [...pattern].flatMap((each, rank) => ('Up'.includes(each) ? [rank] : []));
  const boxAt = (rank: number) => (rank === shown.at(-1) ? last : rank === shown[0] ? first : middle);
  return trackOfLabels(
    [...pattern].map((each, rank) => {
      if (each === 'U') return drawn({ box: boxAt(rank) });
      if (each === 'p') return label({ box: boxAt(rank) });
      if (each === 'o') return drawn({ outside: true, box: imageBox(0, 0, 0, 0) });
      return each === '-' ? null : undefined;
    }),
  );
}

/** One character per frame: `s` shown, `a` absent, `?` unknown, `.` not known to the track. */
function said(track: Track, length: number): string {
  const known = presences(track, video);
  const letters = { shown: 's', absent: 'a', unknown: '?' } as const;
  return Array.from({ length }, (_, rank) => {
    const presence = known.get(rank);
    return presence ? letters[presence] : '.';
  }).join('');
}

describe('an object on a frame', () => {
  it.each([
    ['between two findings it is unknown', 'Upp--pp-p', 'sss??ss?s'],
    ['between two findings it is unknown, whatever frames between them were not processed', 'U.-.-.p', 's.?.?.s'],
    ['lost in the middle of the frame and never found again it is unknown', 'Upp---', 'sss???'],
    ['lost in the middle of the frame before its first finding it is unknown', '---pU', '???ss'],
    ['lost before and behind a single label it is unknown', '--U--', '??s??'],
    ['behind an outside mark it is absent up to its next label', 'Upo---Up-', 'ssaaaass?'],
    ['before its first label it is absent where a mark says so first', '-o-Up', 'aaass'],
    ['before a mark it is as unknown as before', 'Up--o--', 'ss??aaa'],
  ])('%s', (_, pattern, expected) => {
    expect(said(trackOf(pattern), pattern.length)).toBe(expected);
  });

  it.each([
    ['left', imageBox(0, 40, 20, 20)],
    ['top', imageBox(80, 0, 20, 20)],
    ['right', imageBox(180, 40, 20, 20)],
    ['bottom', imageBox(80, 100, 20, 20)],
    ['right, over it', imageBox(190, 40, 20, 20)],
    ['right, but for a pixel', imageBox(179, 40, 20, 20)],
  ])(
    'that left over the edge (%s) and never came back is absent, and so is one before it came in over it',
    (_, box) => {
      expect(said(trackOf('Upp---', { last: box }), 6)).toBe('sssaaa');
      expect(said(trackOf('---ppU', { first: box }), 6)).toBe('aaasss');
      // The edge says nothing about an object that was found on both sides.
      expect(said(trackOf('-U--p-', { first: box, last: box }), 6)).toBe('as??sa');
    },
  );

  it('near the edge, but not at it, is not taken as gone', () => {
    expect(said(trackOf('Upp---', { last: imageBox(170, 40, 20, 20) }), 6)).toBe('sss???');
  });

  it('is absent where the user said so of the frames on which it was lost, and of no other', () => {
    const project = { ...syntheticProject({ frameCount: 10, ...video }), tracks: [trackOf('Up--p--p--')] };
    expect(unknownFrames(project, times)).toEqual([2, 3, 5, 6, 8, 9]);
    const { trackId, frame } = { trackId: trackOf('U').id, frame: frameIndex(5) };
    const edited = applyCommand(project, { type: 'shape.setOutside', trackId, frame }).project;
    expect(unknownFrames(edited, times)).toEqual([2, 3, 8, 9]);
  });

  it('has one of three values on every known frame: its label decides, and only a lost object is unknown', () => {
    fc.assert(
      fc.property(tracks, (track) => {
        const known = presences(track, video);
        const ranks = new Set([...Object.keys(track.shapes).map(Number), ...track.lost]);
        expect([...known.keys()]).toEqual([...ranks].sort((a, b) => a - b));
        for (const [rank, presence] of known) {
          const shape = track.shapes[String(rank)];
          if (shape) expect(presence).toBe(shape.outside ? 'absent' : 'shown');
          else expect(presence).not.toBe('shown');
        }
      }),
    );
  });

  it('is unknown on every lost frame between two findings of which the user said nothing', () => {
    fc.assert(
      fc.property(tracks, (track) => {
        fc.pre(Object.values(track.shapes).every(({ outside }) => !outside));
        const shown = Object.keys(track.shapes).map(Number);
        const known = presences(track, video);
        for (const rank of track.lost)
          if (shown.some((each) => each < rank) && shown.some((each) => each > rank))
            expect(known.get(rank)).toBe('unknown');
      }),
    );
  });
});
