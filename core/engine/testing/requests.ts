import fc from 'fast-check';
import { frameIndex, imageBox, trackId } from '../../schema/brands.ts';
import { moving, type Actor } from './scene.ts';
import { DEFAULT_SETTINGS, type EngineSettings } from '../settings.ts';
import type { PropagationRequest, PropagationTrack, UserLabel } from '../types.ts';

export const RED_ACTOR: Actor = { color: [220, 40, 40], boxAt: moving(20, 30, 6, 2) };
export const BLUE_ACTOR: Actor = { color: [40, 60, 220], boxAt: moving(200, 90, -5, -2) };

/** A smaller search, for tests that run the engine often. */
export const QUICK_SETTINGS: EngineSettings = {
  ...DEFAULT_SETTINGS,
  recentFrames: 3,
  recentRadius: 4,
  searchMargin: 4,
};

/** Labels of an actor on those of the frames that show it. */
export const labelsOf = (actor: Actor, ...frames: number[]): UserLabel[] =>
  frames.map((frame) => ({ frame: frameIndex(frame), box: actor.boxAt(frame) ?? imageBox(0, 0, 1, 1) }));

export const outsideOn = (frame: number): UserLabel => ({
  frame: frameIndex(frame),
  box: imageBox(0, 0, 0, 0),
  outside: true,
});

/**
 * Requests of one or two tracks, red and blue, over this many frames: labels, frames and stretches without
 * the object, ranges and gaps in the sampling.
 */
export function randomRequests(frameCount: number): fc.Arbitrary<PropagationRequest> {
  const rank = fc.nat(frameCount - 1);
  const sampled = fc.uniqueArray(rank, { maxLength: frameCount, minLength: 1 });
  return fc
    .record({
      red: randomTrack(1, RED_ACTOR, rank),
      blue: fc.option(randomTrack(2, BLUE_ACTOR, rank), { nil: undefined }),
      targets: sampled,
    })
    .map(({ red, blue, targets }) => ({
      tracks: blue ? [red, blue] : [red],
      targets: targets.sort((a, b) => a - b).map(frameIndex),
    }));
}

/** Its first label has a box, so that every request has something to propagate. */
function randomTrack(id: number, actor: Actor, rank: fc.Arbitrary<number>): fc.Arbitrary<PropagationTrack> {
  const label = fc.record({ frame: rank, outside: fc.boolean() });
  return fc
    .record({
      labels: fc.uniqueArray(label, { minLength: 1, maxLength: 4, selector: ({ frame }) => frame }),
      absent: fc.array(fc.tuple(rank, fc.nat(3)), { maxLength: 1 }),
      range: fc.option(fc.tuple(rank, rank), { nil: undefined }),
      keepMargins: fc.option(fc.boolean(), { nil: undefined }),
    })
    .map(({ labels, absent, range, keepMargins }) => ({
      id: trackId(id),
      labels: labels.flatMap(({ frame, outside }, at) =>
        outside && at > 0 ? [outsideOn(frame)] : labelsOf(actor, frame),
      ),
      ...(keepMargins === undefined ? {} : { keepMargins }),
      ...(absent.length > 0
        ? { absent: absent.map(([from, more]) => ({ from: frameIndex(from), to: frameIndex(from + more) })) }
        : {}),
      ...(range ? { range: { from: frameIndex(Math.min(...range)), to: frameIndex(Math.max(...range)) } } : {}),
    }));
}
