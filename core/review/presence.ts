import { gapAround, gapsOf, inBetweenOf, isShownAround, type InBetween } from '../project/in-between.ts';
import { isMarkedAbsent } from '../project/user-labels.ts';
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

const presencesOf = new WeakMap<Track, { readonly video: Video; readonly known: ReadonlyMap<number, Presence> }>();

/**
 * The presence of an object on every frame on which its track is known, by frame index, ascending. Other frames have
 * not been processed: a run for a dataset processes every frame of it, and those in between follow from their
 * neighbours (`unknownFrames`).
 */
export function presences(track: Track, video: Video): ReadonlyMap<number, Presence> {
  const kept = presencesOf.get(track);
  if (kept?.video.width === video.width && kept.video.height === video.height) return kept.known;
  const known = new Map(listPresences(track, video));
  presencesOf.set(track, { video, known });
  return known;
}

/** The state of a track on a frame without a shape of it; null where it is not known there. */
export function stateWithoutShape(track: Track, rank: number, video: Video): 'lost' | 'left' | 'outside' | null {
  const presence = presences(track, video).get(rank);
  if (presence === undefined) return null;
  if (presence === 'unknown') return 'lost';
  return isMarkedAbsent(track)(rank) ? 'outside' : 'left';
}

function listPresences(track: Track, video: Video): (readonly [rank: number, presence: Presence])[] {
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

/**
 * The frames on which some object of the project is unknown, ascending: lost, or, where labels are interpolated, on
 * its way between two known frames on which it is not shown alike. Frames that no run has looked at yet are not
 * among them (`unaskedFrames`).
 *
 * @param timestamps presentation timestamps of all frames in seconds
 */
export function unknownFrames(project: Project, timestamps: readonly number[]): FrameIndex[] {
  const between = inBetweenOf(project, timestamps);
  const ranks = new Set<number>();
  for (const track of project.tracks) for (const rank of unknownOf(track, project.video, between)) ranks.add(rank);
  return [...ranks].sort((a, b) => a - b).map(frameIndex);
}

/**
 * Those of some frames on which nobody asked about an object yet, so that it is unknown there, too: no result of a
 * run, no label around from which one is interpolated, and no mark of the user.
 */
export function unaskedFrames(
  project: Project,
  timestamps: readonly number[],
  frames: readonly FrameIndex[],
): FrameIndex[] {
  const between = inBetweenOf(project, timestamps);
  const asked = project.tracks.map((track) => {
    const known = new Set(knownFrames(track).map(({ rank }) => rank));
    const isGone = isMarkedAbsent(track);
    return (rank: number) =>
      known.has(rank) || isGone(rank) || (between !== null && gapAround(track, rank, between.wanted) !== null);
  });
  return frames.filter((rank) => asked.some((isAsked) => !isAsked(rank)));
}

interface KnownUnknown {
  readonly video: Video;
  readonly between: InBetween | null;
  readonly ranks: readonly number[];
}
const unknownByTrack = new WeakMap<Track, KnownUnknown>();

/** Cached, because it is called at every change of a project, with mostly unchanged tracks. */
function unknownOf(track: Track, video: Video, between: InBetween | null): readonly number[] {
  const kept = unknownByTrack.get(track);
  const isSame = kept?.video.width === video.width && kept.video.height === video.height && kept.between === between;
  if (isSame) return kept.ranks;
  const known = presences(track, video);
  const lost = [...known].flatMap(([rank, presence]) => (presence === 'unknown' ? [rank] : []));
  const ranks = between ? [...lost, ...unknownBetween(track, known, between)] : lost;
  unknownByTrack.set(track, { video, between, ranks });
  return ranks;
}

/** The frames of a track's gaps on which its object is neither shown nor absent. */
function unknownBetween(track: Track, known: ReadonlyMap<number, Presence>, { wanted }: InBetween): number[] {
  const isGone = isMarkedAbsent(track);
  return gapsOf(track, wanted).flatMap((gap) => {
    const [from, to] = [gap.before.rank, gap.after.rank];
    if (isShownAround(gap) || (known.get(from) === 'absent' && known.get(to) === 'absent')) return [];
    return Array.from({ length: to - from - 1 }, (_, at) => from + 1 + at).filter((rank) => !isGone(rank));
  });
}

const isShown = (each: KnownFrame): each is KnownFrame & { readonly shape: Shape } =>
  each.shape !== null && !each.shape.outside;

function touchesEdge([x, y, width, height]: ImageBox, video: Video): boolean {
  const near = Math.max(1, Math.max(video.width, video.height) * EDGE_SHARE);
  return x <= near || y <= near || x + width >= video.width - near || y + height >= video.height - near;
}
