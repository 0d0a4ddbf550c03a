import { imageBox, type ImageBox } from '../../core/schema/brands.ts';
import type { Track } from '../../core/schema/project.ts';

/**
 * Where an object is about on a frame that was not processed: between its boxes on the processed frames before and after, in a straight
 * line. Null where the object is known on the frame, or lost, absent or unknown on one of the two.
 */
export function ghostBox(track: Track, rank: number): ImageBox | null {
  const { before, after } = neighbours(track, rank);
  if (before === null || after === null) return null;
  const [from, to] = [visibleBox(track, before), visibleBox(track, after)];
  if (!from || !to) return null;
  const share = (rank - before) / (after - before);
  const at = (side: 0 | 1 | 2 | 3) => from[side] + (to[side] - from[side]) * share;
  return imageBox(at(0), at(1), at(2), at(3));
}

/** The box of an object on the frame nearest to `rank` that shows it. */
export function nearestBox(track: Track, rank: number): ImageBox | null {
  const ranks = Object.keys(track.shapes).map(Number);
  const byDistance = ranks.sort((a, b) => Math.abs(a - rank) - Math.abs(b - rank));
  const nearest = byDistance.find((each) => visibleBox(track, each));
  return nearest === undefined ? null : visibleBox(track, nearest);
}

function visibleBox(track: Track, rank: number): ImageBox | null {
  const shape = track.shapes[String(rank)];
  return shape && !shape.outside ? shape.box : null;
}

/** The nearest ranks on both sides on which something is known of the object; none where it is known on the frame itself. */
function neighbours({ shapes, lost }: Track, rank: number): { before: number | null; after: number | null } {
  let before: number | null = null;
  let after: number | null = null;
  for (const known of [...Object.keys(shapes).map(Number), ...lost]) {
    if (known === rank) return { before: null, after: null };
    if (known < rank && (before === null || known > before)) before = known;
    if (known > rank && (after === null || known < after)) after = known;
  }
  return { before, after };
}
