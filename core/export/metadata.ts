import { PROJECT_VERSION, type Shape } from '../schema/project.ts';
import type { ExportPlan } from './plan.ts';
import { textEntry, type ArchiveEntry, type ExportObject, type SplitName } from './types.ts';

/** Path of the metadata in every archive, whatever its format. */
export const METADATA_FILE = 'metadata.json';

/** The program that writes the dataset. Without `writtenAt` equal labels give byte-identical archives. */
export interface Provenance {
  readonly app: string;
  readonly version: string;
  /** ISO 8601. */
  readonly writtenAt?: string;
}

/**
 * Counts objects and frames while they are written, so that the numbers in metadata.json are those of the
 * files.
 */
export class WrittenCounts {
  readonly #frames: Record<SplitName, number> = { train: 0, val: 0, test: 0 };
  readonly #objectsByClass: number[];
  readonly #objectsBySource: Record<Shape['source'], number> = { user: 0, propagated: 0, interpolated: 0 };
  #background = 0;

  constructor(classCount: number) {
    this.#objectsByClass = new Array<number>(classCount).fill(0);
  }

  /** @param written the objects that were written on this frame */
  add(split: SplitName, written: readonly ExportObject[]): void {
    this.#frames[split] += 1;
    if (written.length === 0) this.#background += 1;
    for (const { classIndex, shape } of written) {
      this.#objectsByClass[classIndex] = (this.#objectsByClass[classIndex] ?? 0) + 1;
      this.#objectsBySource[shape.source] += 1;
    }
  }

  /** The counts as metadata.json has them. */
  report(plan: ExportPlan) {
    const { train, val, test } = this.#frames;
    return {
      frames: train + val + test,
      framesBySplit: { train, val, test },
      backgroundFrames: this.#background,
      /** Candidate frames that were left out, by reason. */
      leftOut: plan.leftOut,
      objects: this.#objectsByClass.reduce((sum, count) => sum + count, 0),
      /** Whose labels they are: drawn, found by the engine, or computed between two labels. */
      objectsBySource: this.#objectsBySource,
      objectsByClass: plan.classes.map(({ index, name }) => ({
        index,
        name,
        objects: this.#objectsByClass[index] ?? 0,
      })),
    };
  }
}

/** `metadata.json`: the source of the dataset, the programs and settings that made it, and its contents. */
export function metadataEntry(plan: ExportPlan, counts: WrittenCounts, provenance: Provenance): ArchiveEntry {
  const { project, spec } = plan;
  const metadata = {
    dataset: spec.name,
    format: spec.format,
    madeBy: { app: provenance.app, version: provenance.version, projectVersion: PROJECT_VERSION },
    ...(provenance.writtenAt === undefined ? {} : { writtenAt: provenance.writtenAt }),
    /** null where nothing was propagated: every label is the user's own. */
    engine: project.engine ?? null,
    video: project.video,
    sampling: { ...project.sampling, between: project.sampling.between ?? 'skip' },
    /** Objects whose boxes keep the margins that the user drew. */
    keepMargins: project.tracks.filter((track) => track.keepMargins).map(({ id }) => id),
    split: { ...spec.split, kind: 'contiguous blocks in time', valIsTrain: plan.valIsTrain },
    image: spec.image,
    skipNearDuplicates: spec.skipNearDuplicates,
    skipLostFrames: spec.skipLostFrames,
    skipDoubtfulFrames: spec.skipDoubtfulFrames ?? false,
    counts: counts.report(plan),
  };
  return textEntry(METADATA_FILE, `${JSON.stringify(metadata, null, 2)}\n`);
}
