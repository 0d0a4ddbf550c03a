import { lowerBound } from '../../../core/review/labelled-frames.ts';
import { imageBox, type ImageBox } from '../../../core/schema/brands.ts';
import type { Track } from '../../../core/schema/project.ts';

/**
 * The interpolated box at which a label of an object may start on a frame that has none: on the straight line
 * between its boxes on the known frames before and after. A guess that the user asks for, never shown by
 * itself. Null when the object is known on the frame, or lost, absent or unknown on one of the two.
 */
export function likelyBox(track: Track, rank: number): ImageBox | null {
  const known = knownRanks(track);
  const next = lowerBound(known, rank);
  const [before, after] = [known[next - 1], known[next]];
  if (before === undefined || after === undefined || after === rank) return null;
  const [from, to] = [visibleBox(track, before), visibleBox(track, after)];
  if (!from || !to) return null;
  const share = (rank - before) / (after - before);
  const at = (side: 0 | 1 | 2 | 3) => from[side] + (to[side] - from[side]) * share;
  return imageBox(at(0), at(1), at(2), at(3));
}

/** The box of an object on the frame nearest to `rank` that shows it. */
export function nearestBox(track: Track, rank: number): ImageBox | null {
  const byDistance = [...knownRanks(track)].sort((a, b) => Math.abs(a - rank) - Math.abs(b - rank));
  const nearest = byDistance.find((each) => visibleBox(track, each));
  return nearest === undefined ? null : visibleBox(track, nearest);
}

function visibleBox(track: Track, rank: number): ImageBox | null {
  const shape = track.shapes[String(rank)];
  return shape && !shape.outside ? shape.box : null;
}

/** Tracks are immutable, so the known frames of one are sorted once and not for each frame that is shown. */
const ranksOfTracks = new WeakMap<Track, readonly number[]>();

/** Frame indices on which the object's state is known, ascending. */
function knownRanks(track: Track): readonly number[] {
  const kept = ranksOfTracks.get(track);
  if (kept) return kept;
  const ranks = [...Object.keys(track.shapes).map(Number), ...track.lost].sort((a, b) => a - b);
  ranksOfTracks.set(track, ranks);
  return ranks;
}
