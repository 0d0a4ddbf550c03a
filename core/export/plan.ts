import { ForgeError } from '../errors.ts';
import { clipLabelBox } from '../geometry/box.ts';
import { frameIndex, type FrameIndex } from '../schema/brands.ts';
import type { DatasetSpec } from '../schema/dataset-spec.ts';
import type { Project, Track } from '../schema/project.ts';
import { shapeInBetween, type InBetween } from '../project/in-between.ts';
import { coveredFrames, wantedFrames } from '../project/wanted-frames.ts';
import { datasetDoubts, framesInDoubt } from '../review/dataset-doubts.ts';
import { unaskedFrames, unknownFrames } from '../review/presence.ts';
import { safeClassNames, safeVideoStem } from './safe-names.ts';
import { splitAt, splitSizes } from './split.ts';
import type { ExportClass, ExportObject, PlannedDataset } from './types.ts';

const MIN_RANK_DIGITS = 6;

/** How many candidate frames are left out of a dataset, by reason. */
export interface LeftOutCounts {
  /** An object is unknown there, and may be in view. */
  readonly lostObject: number;
  /** A label there needs a look. */
  readonly doubtfulLabel: number;
  /** They hardly differ from the last frame kept. */
  readonly nearDuplicate: number;
}

/** A planned dataset with the settings that it follows from. */
export interface ExportPlan extends PlannedDataset {
  readonly spec: DatasetSpec;
  readonly leftOut: LeftOutCounts;
}

/** The frames of a dataset, and those that are left out of it, by reason; all ascending. */
export interface FrameChoice {
  readonly kept: readonly FrameIndex[];
  /** An object is unknown there: it may be in view, and has no label (core/review/presence.ts). */
  readonly lost: readonly FrameIndex[];
  /** A label there needs a look (core/review/doubts.ts). */
  readonly doubtful: readonly FrameIndex[];
}

/**
 * Chooses the frames of this project's dataset. Candidates are those of `candidateFrames`; the spec may leave some
 * of them out. A frame that the user
 * labelled is no exception: a label of one object there does not mean that other objects are absent.
 *
 * @param timestamps presentation timestamps of all frames in seconds
 */
export function chooseFrames(project: Project, spec: DatasetSpec, timestamps: readonly number[]): FrameChoice {
  const all = candidateFrames(project, timestamps);
  const unknown = new Set(
    spec.skipLostFrames ? [...unknownFrames(project, timestamps), ...unaskedFrames(project, timestamps, all)] : [],
  );
  const certain = all.filter((rank) => !unknown.has(rank));
  const doubted = spec.skipDoubtfulFrames
    ? new Set(framesInDoubt(datasetDoubts(project, timestamps, new Set(certain))))
    : new Set<FrameIndex>();
  return {
    kept: certain.filter((rank) => !doubted.has(rank)),
    lost: all.filter((rank) => unknown.has(rank)),
    doubtful: certain.filter((rank) => doubted.has(rank)),
  };
}

/** Indices of the frames of this project's dataset, ascending: those that `chooseFrames` keeps. */
export const exportedFrames = (project: Project, spec: DatasetSpec, timestamps: readonly number[]): FrameIndex[] => [
  ...chooseFrames(project, spec, timestamps).kept,
];

/**
 * Indices of the frames that a dataset of this project can have, ascending: every sampled frame that was processed
 * (some track has a shape there or is lost there), where labels are interpolated those between two of them, and
 * every frame that the user labelled, sampled or not; all within the project's range of the video.
 */
export function candidateFrames(project: Project, timestamps: readonly number[]): FrameIndex[] {
  const { range } = project;
  const processed = new Set<number>();
  for (const track of project.tracks) {
    for (const key of Object.keys(track.shapes)) processed.add(Number(key));
    for (const rank of track.lost) processed.add(rank);
  }
  const wanted = new Set<number>(processedPart(project, timestamps, processed));
  for (const rank of userLabelledFrames(project)) wanted.add(rank);
  return [...wanted]
    .filter((rank) => rank < timestamps.length)
    .filter((rank) => !range || (rank >= range.from && rank <= range.to))
    .sort((a, b) => a - b)
    .map(frameIndex);
}

/** Those of the frames that a dataset covers which were processed, or lie between two neighbours that were. */
function processedPart(project: Project, timestamps: readonly number[], processed: ReadonlySet<number>): FrameIndex[] {
  const wanted = wantedFrames(project, timestamps);
  let at = 0;
  return coveredFrames(project, timestamps).filter((rank) => {
    while ((wanted[at + 1] ?? Infinity) <= rank) at += 1;
    const before = wanted[at] ?? 0;
    return processed.has(before) && (before === rank || processed.has(wanted[at + 1] ?? before));
  });
}

/** Indices of the frames that the user labelled: those listed, and those with a shape that the user drew. */
export function userLabelledFrames(project: Project): ReadonlySet<number> {
  const ranks = new Set<number>(project.labelledFrames);
  for (const track of project.tracks) {
    for (const [key, shape] of Object.entries(track.shapes)) if (shape.source === 'user') ranks.add(Number(key));
  }
  return ranks;
}

const NONE_LEFT_OUT: LeftOutCounts = { lostObject: 0, doubtfulLabel: 0, nearDuplicate: 0 };

/**
 * Everything about a dataset that does not need pixels.
 *
 * @param frames the frame indices to export, ascending
 * @param leftOut how many frames are not among them, by reason
 * @param between how labels are interpolated on frames in between; null where they are not
 * @throws `nothing_to_export` without any frame, class or object
 */
export function planExport(
  project: Project,
  spec: DatasetSpec,
  frames: readonly FrameIndex[],
  leftOut: LeftOutCounts = NONE_LEFT_OUT,
  between: InBetween | null = null,
): ExportPlan {
  if (project.classes.length === 0) throw new ForgeError('nothing_to_export.no_class');
  if (frames.length === 0) throw noFrame(leftOut);
  const classes = exportClasses(project);
  const classIndex = new Map<number, number>(classes.map(({ id, index }) => [id, index]));
  const sizes = splitSizes(frames.length, spec.split);
  const stem = safeVideoStem(project.video.name);
  const digits = Math.max(MIN_RANK_DIGITS, String(project.video.frameCount - 1).length);
  const tracks = project.tracks.map((track) => ({
    track,
    classIndex: classIndex.get(track.classId) ?? -1,
  }));
  const planned = frames.map((index, position) => ({
    index,
    split: splitAt(position, sizes),
    stem: `${stem}_${String(index).padStart(digits, '0')}`,
    // Computed when they are written: interpolated masks of a whole video take seconds.
    get objects() {
      return tracks.flatMap((track) => exportObject(track, index, project, between));
    },
  }));
  if (planned.every((frame) => frame.objects.length === 0)) {
    throw new ForgeError('nothing_to_export.no_object');
  }
  return {
    project,
    spec,
    classes,
    frames: planned,
    leftOut,
    imageExtension: spec.image.type === 'jpeg' ? 'jpg' : 'png',
    valIsTrain: frames.length === 1,
  };
}

function noFrame({ lostObject, doubtfulLabel }: LeftOutCounts): ForgeError {
  const count = lostObject + doubtfulLabel;
  if (count === 0) return new ForgeError('nothing_to_export.no_frame');
  return new ForgeError(doubtfulLabel === 0 ? 'nothing_to_export.lost' : 'nothing_to_export.doubtful', { count });
}

function exportClasses(project: Project): ExportClass[] {
  const names = safeClassNames(project.classes.map(({ name }) => name));
  return project.classes.map(({ id }, index) => ({ id, index, name: names[index] ?? `class_${index}` }));
}

interface ExportTrack {
  readonly track: Track;
  readonly classIndex: number;
}

function exportObject(
  { track, classIndex }: ExportTrack,
  index: FrameIndex,
  { video }: Project,
  between: InBetween | null,
): ExportObject[] {
  const shape = track.shapes[String(index)] ?? (between && shapeInBetween(track, index, between));
  if (!shape || shape.outside) return [];
  const box = clipLabelBox(shape.box, video.width, video.height);
  return box ? [{ trackId: track.id, classIndex, box, shape }] : [];
}
