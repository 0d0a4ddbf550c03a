import type { ArchiveEntry, ExportObject, PlannedDataset, PlannedFrame, SplitName } from '../export/types.ts';

/** A format as data: form, command line, checks and documents read it. */
export interface FormatDescription<Id extends string = string> {
  /** As metadata.json, the API and the command line have it; the folder has the same name. */
  readonly id: Id;
  /** Its name, which is the same in every language. */
  readonly title: string;
  readonly needs: {
    /** The geometry that an object must have to be written. */
    readonly shape: 'box';
    /** Smallest side in pixels of an image that the format's consumers take. */
    readonly smallestSide: number;
  };
  /** The facts of an object that the format cannot store. */
  readonly loses: readonly LabelFact[];
}

/** A fact of an object on a frame besides its class and box. */
export type LabelFact = 'mask' | 'polygon' | 'track' | 'occluded' | 'source' | 'confidence';

/** The role of a file in an archive, by its path. */
export type FileRole =
  | { readonly kind: 'image' | 'label'; readonly split: SplitName; readonly stem: string }
  /** A file that describes the dataset as a whole. */
  | { readonly kind: 'index' };

/** Where a format has its files (docs/formats.md). `metadata.json` is in every archive and is not listed here. */
export interface ArchiveLayout {
  /** null for a file that does not belong to the format. An image and its label file have the same split and stem. */
  roleOf(path: string): FileRole | null;
  /** Path of the file with the class names. */
  readonly namesFile: string;
}

/** The files of one frame beside its image, and the objects in them. */
export interface FrameLabels {
  readonly files: readonly ArchiveEntry[];
  readonly written: readonly ExportObject[];
}

/** Makes files of a planned dataset. Pure; images are encoded and archived elsewhere. */
export interface ArchiveWriter {
  /** Refuses what the format's consumers would refuse. Throws `spec_invalid`. */
  check(plan: PlannedDataset): void;
  /** Path of a frame's image in the archive. */
  imagePath(frame: PlannedFrame, plan: PlannedDataset): string;
  /** The label files of one frame. */
  labels(frame: PlannedFrame, plan: PlannedDataset): FrameLabels;
  /** The files that describe the dataset as a whole, written after the last frame. */
  index(plan: PlannedDataset): readonly ArchiveEntry[];
}

/** A labelled box: the class number; centre and size as shares of the frame, 0..1. */
export interface LabelledBox {
  readonly classIndex: number;
  readonly cx: number;
  readonly cy: number;
  readonly width: number;
  readonly height: number;
}

/** Reads the files of an archive that need not be what it says they are. All of it throws `archive_invalid`. */
export interface ArchiveReader {
  /**
   * The class names in the order of their numbers, as they stand in the layout's `namesFile`; whether they can be
   * used is not checked.
   */
  classNames(text: string): Promise<string[]>;
  /**
   * The objects of a label file, each of an existing class and inside the frame.
   *
   * @param path of the file, for errors
   * @param classes how many classes there are
   */
  labels(text: string, path: string, classes: number): LabelledBox[];
}

/** A dataset format with everything that the program does with it. */
export interface ExportFormat<Id extends string = string> {
  readonly description: FormatDescription<Id>;
  readonly layout: ArchiveLayout;
  readonly writer: ArchiveWriter;
  readonly reader: ArchiveReader;
}
