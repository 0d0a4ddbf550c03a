import { ForgeError } from '../errors.ts';
import { frameIndex, imageBox, type FrameIndex, type ImageBox } from '../schema/brands.ts';
import type { DatasetSpec } from '../schema/dataset-spec.ts';
import type { Project, Track } from '../schema/project.ts';
import { wantedFrames } from '../project/wanted-frames.ts';
import { safeClassNames, safeVideoStem } from './safe-names.ts';
import { splitAt, splitSizes } from './split.ts';
import type { ExportClass, ExportObject, ExportPlan } from './types.ts';

/** A label of under a pixel, left over where an object is cut by the frame's edge, teaches nothing. */
const MIN_BOX_SIDE = 1;
const MIN_RANK_DIGITS = 6;

/**
 * Ranks of the frames that a dataset of this project has, ascending: every sampled frame that was processed (some track has a shape there
 * or is lost there), and every frame that the user labelled, sampled or not, all within the project's range of the video. `skipLostFrames` leaves out frames on which a track is lost.
 *
 * @param timestamps presentation timestamps of all frames in seconds
 */
export function exportedFrames(project: Project, spec: DatasetSpec, timestamps: readonly number[]): FrameIndex[] {
  const { range } = project;
  const processed = new Set<number>();
  const lost = new Set<number>();
  for (const track of project.tracks) {
    for (const key of Object.keys(track.shapes)) processed.add(Number(key));
    for (const rank of track.lost) lost.add(rank);
  }
  const wanted = new Set<number>(
    wantedFrames(project, timestamps).filter((rank) => processed.has(rank) || lost.has(rank)),
  );
  for (const rank of labelledFrames(project)) wanted.add(rank);
  return [...wanted]
    .filter((rank) => rank < timestamps.length && !(spec.skipLostFrames && lost.has(rank)))
    .filter((rank) => !range || (rank >= range.from && rank <= range.to))
    .sort((a, b) => a - b)
    .map(frameIndex);
}

/** Ranks of the frames that the user labelled: those listed, and those with a shape that the user drew. */
export function labelledFrames(project: Project): ReadonlySet<number> {
  const ranks = new Set<number>(project.labelledFrames);
  for (const track of project.tracks) {
    for (const [key, shape] of Object.entries(track.shapes)) if (shape.source === 'user') ranks.add(Number(key));
  }
  return ranks;
}

/**
 * Everything about a dataset that does not need pixels.
 *
 * @param frames the ranks to export, ascending
 * @throws `nothing_to_export` where there is no frame, no class or not one object
 */
export function planExport(project: Project, spec: DatasetSpec, frames: readonly FrameIndex[]): ExportPlan {
  if (project.classes.length === 0)
    throw new ForgeError('nothing_to_export', 'There is nothing to export yet: the project has no class.');
  if (frames.length === 0)
    throw new ForgeError('nothing_to_export', 'There is nothing to export yet: no frame is labelled.');
  const classes = exportClasses(project);
  const classIndex = new Map<number, number>(classes.map(({ id, index }) => [id, index]));
  const sizes = splitSizes(frames.length, spec.split);
  const stem = safeVideoStem(project.video.name);
  const digits = Math.max(MIN_RANK_DIGITS, String(project.video.frameCount - 1).length);
  const tracks = project.tracks.map((track) => ({
    track,
    lost: new Set<number>(track.lost),
    classIndex: classIndex.get(track.classId) ?? -1,
  }));
  const planned = frames.map((index, position) => ({
    index,
    split: splitAt(position, sizes),
    stem: `${stem}_${String(index).padStart(digits, '0')}`,
    objects: tracks.flatMap((track) => exportObject(track, index, project)),
  }));
  if (planned.every((frame) => frame.objects.length === 0)) {
    throw new ForgeError('nothing_to_export', 'There is nothing to export: no frame shows a labelled object.');
  }
  return {
    project,
    spec,
    classes,
    frames: planned,
    imageExtension: spec.image.type === 'jpeg' ? 'jpg' : 'png',
    valIsTrain: frames.length === 1,
  };
}

/** The part of a box that lies inside the frame, or null where less than a pixel of either side does. */
export function clipBox([x, y, width, height]: ImageBox, frameWidth: number, frameHeight: number): ImageBox | null {
  const left = Math.max(0, x);
  const top = Math.max(0, y);
  const clippedWidth = Math.min(frameWidth, x + width) - left;
  const clippedHeight = Math.min(frameHeight, y + height) - top;
  // Not `<`: a box with NaN in it must not pass either.
  if (!(clippedWidth >= MIN_BOX_SIDE && clippedHeight >= MIN_BOX_SIDE)) return null;
  return imageBox(left, top, clippedWidth, clippedHeight);
}

function exportClasses(project: Project): ExportClass[] {
  const names = safeClassNames(project.classes.map(({ name }) => name));
  return project.classes.map(({ id }, index) => ({ id, index, name: names[index] ?? `class_${index}` }));
}

interface ExportTrack {
  readonly track: Track;
  readonly lost: ReadonlySet<number>;
  readonly classIndex: number;
}

function exportObject({ track, lost, classIndex }: ExportTrack, index: FrameIndex, { video }: Project): ExportObject[] {
  const shape = track.shapes[String(index)];
  if (!shape || shape.outside || lost.has(index)) return [];
  const box = clipBox(shape.box, video.width, video.height);
  return box ? [{ trackId: track.id, classIndex, box, shape }] : [];
}
