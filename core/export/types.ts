import type { ClassId, FrameIndex, ImageBox, TrackId } from '../schema/brands.ts';
import type { DatasetFormat, DatasetSpec } from '../schema/dataset-spec.ts';
import type { Project, Shape } from '../schema/project.ts';

/** One file of an archive. `path` is relative, with `/`, and safe on every system. */
export interface ArchiveEntry {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type SplitName = 'train' | 'val' | 'test';

/** A class as formats write it: position in the project from 0, and a name that is safe in every format. */
export interface ExportClass {
  readonly id: ClassId;
  readonly index: number;
  readonly name: string;
}

/** One visible object on one exported frame. */
export interface ExportObject {
  readonly trackId: TrackId;
  readonly classIndex: number;
  /** Clipped to the frame; at least one pixel wide and high. */
  readonly box: ImageBox;
  /** The shape as the project has it, for formats that write masks, polygons or flags. */
  readonly shape: Shape;
}

/** One exported frame, before its pixels are read. */
export interface PlannedFrame {
  readonly index: FrameIndex;
  readonly split: SplitName;
  /** File name of the image without folder and extension; it contains the frame index. */
  readonly stem: string;
  readonly objects: readonly ExportObject[];
}

/** How many candidate frames are left out of a dataset, by reason. */
export interface LeftOutCounts {
  /** An object was lost there and may be in view. */
  readonly lostObject: number;
  /** A label there needs a look. */
  readonly doubtfulLabel: number;
  /** They hardly differ from the last frame kept. */
  readonly nearDuplicate: number;
}

/** All decisions made before the first frame is encoded. */
export interface ExportPlan {
  readonly project: Project;
  readonly spec: DatasetSpec;
  readonly classes: readonly ExportClass[];
  /** Ascending by frame index. */
  readonly frames: readonly PlannedFrame[];
  readonly leftOut: LeftOutCounts;
  /** `jpg` or `png`. */
  readonly imageExtension: string;
  /** True where a single frame has to serve for training and for validation. */
  readonly valIsTrain: boolean;
}

/** The files of one frame beside its image, and the objects in them. */
export interface FrameLabels {
  readonly files: readonly ArchiveEntry[];
  /** Class index of every object written. */
  readonly written: readonly number[];
}

/** A dataset format: an adapter from the plan to files. Pure; images are encoded and archived elsewhere. */
export interface DatasetFormatWriter {
  readonly id: DatasetFormat;
  /** Refuses what the format's readers would refuse. Throws `spec_invalid`. */
  check(plan: ExportPlan): void;
  /** Path of a frame's image in the archive. */
  imagePath(frame: PlannedFrame, plan: ExportPlan): string;
  /** The label files of one frame. */
  labels(frame: PlannedFrame, plan: ExportPlan): FrameLabels;
  /** The files that describe the dataset as a whole, written after the last frame. */
  index(plan: ExportPlan): readonly ArchiveEntry[];
}

const encoder = new TextEncoder();

/** A UTF-8 text file of an archive. */
export function textEntry(path: string, text: string): ArchiveEntry {
  return { path, bytes: encoder.encode(text) };
}
