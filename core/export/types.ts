import type { ClassId, FrameIndex, ImageBox, TrackId } from '../schema/brands.ts';
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

/** The dataset as a format writes it: all decisions made before the first frame is encoded. */
export interface PlannedDataset {
  readonly project: Project;
  readonly classes: readonly ExportClass[];
  /** Ascending by frame index. */
  readonly frames: readonly PlannedFrame[];
  /** `jpg` or `png`. */
  readonly imageExtension: string;
  /** True where a single frame has to serve for training and for validation. */
  readonly valIsTrain: boolean;
}

const encoder = new TextEncoder();

/** A UTF-8 text file of an archive. */
export function textEntry(path: string, text: string): ArchiveEntry {
  return { path, bytes: encoder.encode(text) };
}
