import type { Embedding } from '../../ports/segmenter.ts';

/** Quantisation of unit vectors: 2^14, so that 256 products add up to less than 2^28 in the kernel. */
export const FEATURE_SCALE = 16384;

/** One unit vector a grid cell of the frame's content: int16 [rows][columns][channels], scaled by FEATURE_SCALE. */
export interface CellFeatures {
  readonly columns: number;
  readonly rows: number;
  readonly channels: number;
  readonly data: Int16Array;
}

/**
 * The encoder's output as comparable vectors: mean-centred over the frame's content (without the padding),
 * then of unit length per cell. Row by row, because a row of cells (64 KB) stays in the caches while its
 * channels, which lie far apart in the input, are gathered.
 */
export function cellFeatures(embedding: Embedding): CellFeatures {
  const { columns, rows, channels, gridSide, features } = embedding;
  const planeSize = gridSide * gridSide;
  const means = Float64Array.from({ length: channels }, (_, channel) =>
    meanOf(features, channel * planeSize, gridSide, columns, rows),
  );
  const data = new Int16Array(columns * rows * channels);
  const centred = new Float32Array(columns * channels);
  const norms = new Float32Array(columns);
  for (let y = 0, i = 0; y < rows; y++) {
    norms.fill(1e-6);
    for (let channel = 0; channel < channels; channel++) {
      const mean = means[channel] as number;
      const from = channel * planeSize + y * gridSide;
      for (let x = 0, to = channel; x < columns; x++, to += channels) {
        const value = (features[from + x] as number) - mean;
        centred[to] = value;
        norms[x] = (norms[x] as number) + value * value;
      }
    }
    for (let x = 0, at = 0; x < columns; x++) {
      const factor = FEATURE_SCALE / Math.sqrt(norms[x] as number);
      for (const end = at + channels; at < end; at++, i++) data[i] = Math.round((centred[at] as number) * factor);
    }
  }
  return { columns, rows, channels, data };
}

/** Mean of one channel over the frame's content. */
function meanOf(features: Float32Array, plane: number, gridSide: number, columns: number, rows: number): number {
  let sum = 0;
  for (let y = 0; y < rows; y++) {
    const from = plane + y * gridSide;
    for (let i = from; i < from + columns; i++) sum += features[i] as number;
  }
  return sum / (columns * rows);
}
