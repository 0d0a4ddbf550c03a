import { boxCentre, clipLabelBox, mixBoxes } from '../geometry/box.ts';
import { interpolatedGaps, type InBetween } from '../project/in-between.ts';
import { coveredFrames } from '../project/wanted-frames.ts';
import type { ClassId, ImageBox } from '../schema/brands.ts';
import type { DatasetSpec } from '../schema/dataset-spec.ts';
import type { Project, Track } from '../schema/project.ts';
import { archiveBytes } from './archive-size.ts';

/**
 * Upper limits of the size classes: the side of a square of the label's area, as a share of that side for the
 * frame's area. Each is twice the one before.
 */
export const SIZE_LIMITS = [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1] as const;
/** The grid over the frame in which centres of boxes are counted. */
export const GRID_COLUMNS = 16;
export const GRID_ROWS = 9;

/** The counts of one track over the frames of the dataset. */
interface TrackFigures {
  readonly classId: ClassId;
  readonly labels: number;
  /** Labels that the user drew or verified. */
  readonly verified: number;
  /** Labels by size, in the order of SIZE_LIMITS. */
  readonly sizes: readonly number[];
  /** Labels by the grid cell of their centre, row by row. */
  readonly positions: readonly number[];
}

/** The figures of the dataset that a project would give. */
export interface Figures {
  readonly classes: readonly { readonly id: ClassId; readonly objects: number; readonly labels: number }[];
  readonly frames: number;
  readonly labels: number;
  readonly verified: number;
  readonly sizes: readonly number[];
  readonly positions: readonly number[];
  /** A rough estimate of the archive in bytes. */
  readonly bytes: number;
}

/**
 * Counts one track's labels on the frames that a dataset would have: those of `frames` that show at least a
 * pixel of the object. Interpolated ones count with their boxes alone.
 *
 * @param between how labels are interpolated on frames in between; null where they are not
 */
export function trackFigures(
  track: Track,
  frames: ReadonlySet<number>,
  video: Project['video'],
  between: InBetween | null = null,
): TrackFigures {
  const sizes = SIZE_LIMITS.map(() => 0);
  const positions = Array.from({ length: GRID_COLUMNS * GRID_ROWS }, () => 0);
  let labels = 0;
  let verified = 0;
  const add = (label: ImageBox, isVerified: boolean) => {
    const box = clipLabelBox(label, video.width, video.height);
    if (!box) return;
    labels += 1;
    if (isVerified) verified += 1;
    const side = Math.sqrt((box[2] * box[3]) / (video.width * video.height));
    const size = SIZE_LIMITS.findIndex((limit) => side <= limit);
    count(sizes, size < 0 ? SIZE_LIMITS.length - 1 : size);
    const [x, y] = boxCentre(box);
    const column = cellOf(x / video.width, GRID_COLUMNS);
    count(positions, cellOf(y / video.height, GRID_ROWS) * GRID_COLUMNS + column);
  };
  for (const [key, { box, outside, source, verified: looked }] of Object.entries(track.shapes))
    if (!outside && frames.has(Number(key))) add(box, source === 'user' || looked === true);
  for (const { start, end, from, to, ranks } of between ? interpolatedGaps(track, between.wanted) : [])
    for (const rank of ranks)
      if (frames.has(rank)) add(mixBoxes(start.box, end.box, (rank - from) / (to - from)), false);
  return { classId: track.classId, labels, verified, sizes, positions };
}

/**
 * The frames that a dataset has once the labels are propagated: those that the sampling covers, and those that the
 * user labelled, within the range.
 *
 * @param timestamps presentation timestamps of all frames in seconds
 * @param leftOut frames that are left out of it
 */
export function datasetFrames(
  project: Pick<Project, 'sampling' | 'range' | 'labelledFrames'>,
  timestamps: readonly number[],
  leftOut: readonly number[] = [],
): ReadonlySet<number> {
  const { range, labelledFrames } = project;
  const inRange = (rank: number) => !range || (rank >= range.from && rank <= range.to);
  const frames = new Set<number>([...coveredFrames(project, timestamps), ...labelledFrames.filter(inRange)]);
  for (const rank of leftOut) frames.delete(rank);
  return frames;
}

/** The figures of a project from those of its tracks. */
export function figuresOf(
  project: Pick<Project, 'classes' | 'video'>,
  tracks: readonly TrackFigures[],
  frames: number,
  image: DatasetSpec['image'],
): Figures {
  const total = (of: (track: TrackFigures) => number, list = tracks) => list.reduce((sum, each) => sum + of(each), 0);
  const labels = total((each) => each.labels);
  return {
    classes: project.classes.map(({ id }) => {
      const own = tracks.filter(({ classId }) => classId === id);
      return { id, objects: own.length, labels: total((each) => each.labels, own) };
    }),
    frames,
    labels,
    verified: total((each) => each.verified),
    sizes: SIZE_LIMITS.map((_, at) => total(({ sizes }) => sizes[at] ?? 0)),
    positions: Array.from({ length: GRID_COLUMNS * GRID_ROWS }, (_, at) =>
      total(({ positions }) => positions[at] ?? 0),
    ),
    bytes: archiveBytes(project.video, frames, labels, image),
  };
}

const cellOf = (share: number, cells: number) => Math.min(cells - 1, Math.max(0, Math.floor(share * cells)));

function count(cells: number[], at: number): void {
  cells[at] = (cells[at] ?? 0) + 1;
}
