import { absentStretches } from '../project/user-labels.ts';
import { frameIndex, type FrameIndex, type ImageBox } from '../schema/brands.ts';
import type { Project, Shape, Track } from '../schema/project.ts';
import { knownFrames, type KnownFrame } from './label-state.ts';

/**
 * The presence of an object on a frame. `shown`: it has a label. `absent`: it is not there, because the user
 * marked it so, or because it came or left over the edge of the frame and was not found on any frame beyond.
 * `unknown`: the engine lost it, and it may well be in view. An image on which an object is unknown teaches
 * that the object is background, if it is written without a label.
 */
type Presence = 'shown' | 'absent' | 'unknown';

type Video = Pick<Project['video'], 'width' | 'height'>;

/**
 * A box within this distance of the frame's edge touches it, as a share of the frame's longer side: the
 * model's masks are a grid of 256 cells along that side, and a mask that ends in the last cell may end short
 * of the edge.
 */
const EDGE_SHARE = 1 / 256;

/**
 * The presence of an object on every frame on which its track is known, ascending. Other frames have not been
 * processed: a run for a dataset processes every frame of it.
 */
export function presences(track: Track, video: Video): (readonly [rank: number, presence: Presence])[] {
  const known = knownFrames(track);
  const isGone = isMarkedAbsent(track);
  const first = known.find(isShown);
  const last = known.findLast(isShown);
  const presenceOf = ({ rank, shape }: KnownFrame): Presence => {
    if (shape) return shape.outside ? 'absent' : 'shown';
    if (isGone(rank)) return 'absent';
    // Between two findings it was somewhere, at the edge or not.
    if (!first || !last || (rank > first.rank && rank < last.rank)) return 'unknown';
    return touchesEdge((rank < first.rank ? first : last).shape.box, video) ? 'absent' : 'unknown';
  };
  return known.map((each) => [each.rank, presenceOf(each)]);
}

/** The frames on which some object of the project is unknown, ascending. */
export function unknownFrames({ tracks, video }: Pick<Project, 'tracks' | 'video'>): FrameIndex[] {
  const ranks = new Set<number>();
  for (const track of tracks) for (const rank of unknownOf(track, video)) ranks.add(rank);
  return [...ranks].sort((a, b) => a - b).map(frameIndex);
}

const unknownByTrack = new WeakMap<Track, { readonly video: Video; readonly ranks: readonly number[] }>();

/** Cached, because it is called at every change of a project, with mostly unchanged tracks. */
function unknownOf(track: Track, video: Video): readonly number[] {
  if (track.lost.length === 0) return [];
  const kept = unknownByTrack.get(track);
  if (kept?.video.width === video.width && kept.video.height === video.height) return kept.ranks;
  const ranks = presences(track, video).flatMap(([rank, presence]) => (presence === 'unknown' ? [rank] : []));
  unknownByTrack.set(track, { video, ranks });
  return ranks;
}

/**
 * Whether the user marked the object as absent on a frame: within a marked stretch, or after a mark without
 * an end and before the next label. A mark before all labels also covers the frames before it, as in the
 * engine's plan.
 */
export function isMarkedAbsent(track: Track): (rank: number) => boolean {
  const stretches = absentStretches(track);
  const marks = Object.entries(track.shapes)
    .filter(([, { source, outsideTo }]) => source === 'user' && outsideTo === undefined)
    .map(([key, { outside }]) => ({ rank: Number(key), outside }));
  return (rank) =>
    stretches.some(({ from, to }) => rank >= from && rank <= to) ||
    (marks.findLast((mark) => mark.rank <= rank) ?? marks[0])?.outside === true;
}

const isShown = (each: KnownFrame): each is KnownFrame & { readonly shape: Shape } =>
  each.shape !== null && !each.shape.outside;

function touchesEdge([x, y, width, height]: ImageBox, video: Video): boolean {
  const near = Math.max(1, Math.max(video.width, video.height) * EDGE_SHARE);
  return x <= near || y <= near || x + width >= video.width - near || y + height >= video.height - near;
}
