import type { Bitmask } from '../geometry/bitmask.ts';
import { LOW_RES_MASK_SIDE } from '../ports/segmenter.ts';

/**
 * The mask at frame size where the decoder's low-resolution logits, bilinearly enlarged, are above 0.
 * One step instead of SAM's two (to the model square, then to the frame): the result differs by less than a pixel.
 *
 * @param logits LOW_RES_MASK_SIDE² over the padded model square, which the frame's longer side fills
 */
export function maskOfLogits(logits: Float32Array, width: number, height: number): Bitmask {
  const side = LOW_RES_MASK_SIDE;
  const data = new Uint8Array(width * height);
  const factor = side / Math.max(width, height);
  const rows = positiveRows(logits);
  const column = new Int32Array(width);
  const weight = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const fx = Math.min(side - 1, Math.max(0, (x + 0.5) * factor - 0.5));
    column[x] = Math.min(side - 2, Math.floor(fx));
    weight[x] = fx - (column[x] as number);
  }
  const line = new Float32Array(side);
  for (let y = 0; y < height; y++) {
    const fy = Math.min(side - 1, Math.max(0, (y + 0.5) * factor - 0.5));
    const y0 = Math.min(side - 2, Math.floor(fy));
    if (!rows[y0] && !rows[y0 + 1]) continue;
    const b = fy - y0;
    for (let x = 0, i = y0 * side; x < side; x++, i++)
      line[x] = (logits[i] as number) * (1 - b) + (logits[i + side] as number) * b;
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const x0 = column[x] as number;
      const left = line[x0] as number;
      if (left + ((line[x0 + 1] as number) - left) * (weight[x] as number) > 0) data[i] = 1;
    }
  }
  return { width, height, data };
}

/** 1 for each row of the logits that has a value above 0: all others can be skipped. */
function positiveRows(logits: Float32Array): Uint8Array {
  const rows = new Uint8Array(LOW_RES_MASK_SIDE);
  for (let i = 0; i < logits.length; i++) if ((logits[i] as number) > 0) rows[Math.floor(i / LOW_RES_MASK_SIDE)] = 1;
  return rows;
}
