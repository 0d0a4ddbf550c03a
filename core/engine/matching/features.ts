import type { Embedding } from '../../ports/segmenter.ts';

/** Quantisation of unit vectors: 2^14, so that a sum of products stays below 2^28 in the kernel. */
export const FEATURE_SCALE = 16384;

/** One unit vector a grid cell of the frame's content: int16 [rows][columns][channels], scaled by FEATURE_SCALE. */
export interface CellFeatures {
  readonly columns: number;
  readonly rows: number;
  readonly channels: number;
  readonly data: Int16Array;
}

/** The features of an embedding as the kernel takes them. */
export function cellFeatures({ columns, rows, channels, features }: Embedding): CellFeatures {
  const data = new Int16Array(features.length);
  for (let i = 0; i < data.length; i++) data[i] = Math.round((features[i] as number) * FEATURE_SCALE);
  return { columns, rows, channels, data };
}
