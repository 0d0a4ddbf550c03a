import { frameIndex, type FrameIndex } from '../schema/brands.ts';
import type { Shape, Track } from '../schema/project.ts';

/** Below this confidence, more likely wrong than right, a label that the user has not verified is doubtful. */
export const LOW_CONFIDENCE = 0.5;

/**
 * The state of a track on one frame. `low`: propagated, doubtful, and not verified. `lost`: the object is unknown.
 * `left`: it was not found and is absent, as it came or went over the frame's edge (presence.ts).
 */
export const LABEL_STATES = ['user', 'propagated', 'interpolated', 'low', 'lost', 'left', 'outside'] as const;
export type LabelState = (typeof LABEL_STATES)[number];

/** The state of a frame that has a shape. */
export function labelStateOf(shape: Shape): Exclude<LabelState, 'lost' | 'left'> {
  if (shape.outside) return 'outside';
  if (shape.source !== 'propagated') return shape.source;
  return shape.confidence < LOW_CONFIDENCE && !shape.verified ? 'low' : 'propagated';
}

/** A frame on which a track is known; `shape` is null where the object was lost. */
export interface KnownFrame {
  readonly rank: number;
  readonly shape: Shape | null;
}

const knownOf = new WeakMap<Track, readonly KnownFrame[]>();

/** The frames on which a track is known, ascending; a shape takes precedence over a lost frame. */
export function knownFrames(track: Track): readonly KnownFrame[] {
  const kept = knownOf.get(track) ?? listKnown(track);
  knownOf.set(track, kept);
  return kept;
}

function listKnown({ shapes, lost }: Track): KnownFrame[] {
  // Integer keys of an object are in ascending order.
  const known: KnownFrame[] = Object.entries(shapes).map(([key, shape]) => ({ rank: Number(key), shape }));
  const gone = lost.filter((rank) => !(String(rank) in shapes)).map((rank) => ({ rank, shape: null }));
  return gone.length === 0 ? known : [...known, ...gone].sort((a, b) => a.rank - b.rank);
}

/**
 * The frames on which the object stays lost from this one on, up to the next frame on which its track has
 * another state; empty where it is not lost here.
 */
export function lostFrom(track: Track, frame: FrameIndex): FrameIndex[] {
  const known = knownFrames(track);
  const first = known.findIndex(({ rank }) => rank === frame);
  if (first < 0) return [];
  const end = known.findIndex(({ shape }, at) => at >= first && shape !== null);
  return known.slice(first, end < 0 ? undefined : end).map(({ rank }) => frameIndex(rank));
}
