import { inBetweenOf, interpolatedGaps, type InBetween } from '../project/in-between.ts';
import { wantedFrames } from '../project/wanted-frames.ts';
import { frameIndex, type FrameIndex } from '../schema/brands.ts';
import type { Project, Track } from '../schema/project.ts';
import { doubtsOf, type Doubt } from './doubts.ts';
import { knownFrames, lostFrom } from './label-state.ts';
import { largestGap } from './lane.ts';

/**
 * A doubt (doubts.ts) with its frames: one, or all on which the object stays lost or is not updated; where labels are
 * interpolated, also those whose labels are computed from the doubtful one.
 */
export interface DatasetDoubt extends Doubt {
  readonly frames: readonly FrameIndex[];
}

/**
 * The doubtful labels on the frames that a dataset may have, by track and frame: the list of doubts without
 * those of other frames.
 *
 * @param timestamps presentation timestamps of all frames in seconds
 * @param frames indices of the frames that the dataset may have
 */
export function datasetDoubts(
  project: Project,
  timestamps: readonly number[],
  frames: ReadonlySet<number>,
): DatasetDoubt[] {
  const gap = largestGap(wantedFrames(project, timestamps));
  const between = inBetweenOf(project, timestamps);
  return project.tracks.flatMap((track) =>
    allOf(track, gap).flatMap((doubt) => {
      const drawnFrom = between && doubt.frames.length === 1 ? computedFrom(track, doubt.frame, between) : [];
      const about = [...doubt.frames, ...drawnFrom].filter((rank) => frames.has(rank));
      return about.length > 0 ? [{ ...doubt, frames: about }] : [];
    }),
  );
}

const known = new WeakMap<Track, { readonly gap: number; readonly doubts: readonly DatasetDoubt[] }>();

/** Cached, because it is called at every change of a project under review, with mostly unchanged tracks. */
function allOf(track: Track, gap: number): readonly DatasetDoubt[] {
  const kept = known.get(track);
  if (kept?.gap === gap) return kept.doubts;
  const doubts = doubtsOf(track, gap).map((doubt) => {
    const lost = lostFrom(track, doubt.frame);
    const frames = new Set([doubt.frame, ...lost, ...outdatedFrom(track, doubt)]);
    return { ...doubt, frames: [...frames].sort((a, b) => a - b) };
  });
  known.set(track, { gap, doubts });
  return doubts;
}

/** The frames of a doubt about labels that were not updated. */
function outdatedFrom(track: Track, { frame, reasons }: Doubt): FrameIndex[] {
  const frames = reasons.reduce((most, reason) => (reason.kind === 'outdated' ? reason.frames : most), 0);
  if (frames === 0) return [];
  const known = knownFrames(track);
  const first = known.findIndex(({ rank }) => rank === frame);
  return known.slice(first, first + frames).map(({ rank }) => frameIndex(rank));
}

/** The frames on which labels are interpolated from the one on this frame. */
function computedFrom(track: Track, frame: FrameIndex, { wanted }: InBetween): FrameIndex[] {
  return interpolatedGaps(track, wanted)
    .filter(({ from, to }) => from === frame || to === frame)
    .flatMap(({ ranks }) => ranks.map(frameIndex));
}

/** The frames of all doubts, ascending. */
export function framesInDoubt(doubts: readonly DatasetDoubt[]): FrameIndex[] {
  const ranks = new Set<number>(doubts.flatMap(({ frames }) => frames));
  return [...ranks].sort((a, b) => a - b).map(frameIndex);
}
