import { ForgeError } from '../../core/errors.ts';
import type { Bitmask } from '../../core/geometry/bitmask.ts';
import { trackId, type FrameIndex, type TrackId } from '../../core/schema/brands.ts';
import { readMask, readObjects, type DavisSequence } from './davis-data.ts';

/** What is true of one sequence: its objects, and the mask of each of them on a frame (empty where it is not there). */
export interface DavisTruth {
  readonly objects: readonly TrackId[];
  masksOn(frame: FrameIndex): Promise<ReadonlyMap<TrackId, Bitmask>>;
}

/**
 * All that is not black as one object, as in DAVIS-2016. Throws `frame_out_of_range` for a frame that the sequence does
 * not have, and what `readMask` throws.
 */
export function truthOfOne(sequence: DavisSequence): DavisTruth {
  const only = trackId(1);
  return {
    objects: [only],
    masksOn: async (frame) => new Map([[only, await readMask(pathOf(sequence, frame))]]),
  };
}

/**
 * Each colour of these frames' masks as an object, as in DAVIS-2017, numbered from 1 in its order. Others, which come
 * later, are left out: nothing is labelled from which they could be propagated. Throws as `truthOfOne`.
 */
export async function truthOfEach(sequence: DavisSequence, frames: readonly FrameIndex[]): Promise<DavisTruth> {
  const found = new Set<number>();
  for (const frame of frames) for (const color of (await readObjects(pathOf(sequence, frame))).keys()) found.add(color);
  const colors = [...found].sort((a, b) => a - b);
  return {
    objects: colors.map((_, at) => trackId(at + 1)),
    masksOn: async (frame) => {
      const path = pathOf(sequence, frame);
      const [all, masks] = [await readMask(path), await readObjects(path)];
      const empty = { ...all, data: new Uint8Array(all.data.length) };
      return new Map(colors.map((color, at) => [trackId(at + 1), masks.get(color) ?? empty]));
    },
  };
}

function pathOf(sequence: DavisSequence, frame: FrameIndex): string {
  const path = sequence.maskPaths[frame];
  if (path === undefined) throw new ForgeError('frame_out_of_range.sequence', { sequence: sequence.name, frame });
  return path;
}
