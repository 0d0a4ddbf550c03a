import fc from 'fast-check';
import { classId, frameIndex, imageBox, trackId } from '../../schema/brands.ts';
import type { Shape, Track } from '../../schema/project.ts';

/** A propagated label without any doubt. */
export const label = (changes: Partial<Shape> = {}): Shape => ({
  box: imageBox(10, 10, 20, 20),
  source: 'propagated',
  confidence: 0.9,
  outside: false,
  occluded: false,
  ...changes,
});

/** A track of these labels; `null` is a frame on which the object is lost, `undefined` an unknown one. */
export function trackOfLabels(labels: readonly (Shape | null | undefined)[], id = 1): Track {
  const shapes = labels.flatMap((shape, rank) => (shape ? [[String(rank), shape] as const] : []));
  const lost = labels.flatMap((shape, rank) => (shape === null ? [frameIndex(rank)] : []));
  return { id: trackId(id), classId: classId(1), shapes: Object.fromEntries(shapes), lost };
}

const shapes: fc.Arbitrary<Shape> = fc
  .record({
    box: fc.tuple(
      fc.integer({ min: 0, max: 90 }),
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 60 }),
    ),
    source: fc.constantFrom('user' as const, 'propagated' as const, 'propagated' as const, 'interpolated' as const),
    confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    outside: fc.integer({ min: 0, max: 9 }).map((of10) => of10 === 0),
    occluded: fc.boolean(),
    verified: fc.integer({ min: 0, max: 3 }).map((of4) => of4 === 0),
  })
  .map(({ box: [x, y, width, height], verified, ...shape }) => ({
    ...shape,
    box: imageBox(x, y, width, height),
    ...(verified ? { verified } : {}),
  }));

/** Tracks of up to 30 frames with every kind of state. */
export const tracks: fc.Arbitrary<Track> = fc
  .array(fc.oneof({ weight: 6, arbitrary: shapes }, fc.constant(null), fc.constant(undefined)), { maxLength: 30 })
  .map((labels) => trackOfLabels(labels));
