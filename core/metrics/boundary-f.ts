import type { Bitmask } from '../geometry/bitmask.ts';
import { checkSameSize } from './mask-iou.ts';

/**
 * How far two boundaries may be apart and still match, as a share of the frame's diagonal: the DAVIS
 * toolkit's `bound_th`.
 */
const TOLERANCE = 0.008;

/**
 * F of the DAVIS benchmark (Perazzi et al. 2016; `db_eval_boundary` of davis2017-evaluation): the harmonic
 * mean of the share of the mask's boundary that lies near the true one and the share of the true boundary
 * that lies near the mask's, 0..1. "Near" is within a disk of ceil(0.008 · diagonal) pixels. 1 where both
 * masks are empty, 0 where one is.
 */
export function boundaryF(mask: Bitmask, truth: Bitmask): number {
  checkSameSize(mask, truth);
  const radius = Math.ceil(TOLERANCE * Math.hypot(mask.width, mask.height));
  const found = maskBoundary(mask);
  const wanted = maskBoundary(truth);
  const precision = shareNear(found, wanted, radius);
  const recall = shareNear(wanted, found, radius);
  if (precision === null || recall === null) return precision === recall ? 1 : 0;
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

/**
 * The pixels of a mask's boundary, one pixel wide: those that differ from their right, lower or lower right
 * neighbour (`seg2bmap` of the Berkeley benchmark, at the mask's own size). Along the right and lower edge of
 * the frame only neighbours on that edge count.
 */
export function maskBoundary({ width, height, data }: Bitmask): Bitmask {
  const boundary = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const down = y + 1 < height ? width : 0;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const right = x + 1 < width ? 1 : 0;
      const own = data[at];
      const differs = own !== data[at + right] || own !== data[at + down] || own !== data[at + down + right];
      boundary[at] = differs ? 1 : 0;
    }
  }
  return { width, height, data: boundary };
}

/** Share of the pixels of `of` within the radius of a pixel of `to`; null where `of` has none. */
function shareNear(of: Bitmask, to: Bitmask, radius: number): number | null {
  const reach = dilate(to, radius).data;
  let all = 0;
  let near = 0;
  for (let i = 0; i < of.data.length; i++) {
    if (of.data[i] !== 1) continue;
    all += 1;
    near += reach[i] ?? 0;
  }
  return all === 0 ? null : near / all;
}

/** Every pixel within `radius` (Euclidean, inclusive) of a pixel of the mask: dilation with scikit-image's `disk`. */
export function dilate({ width, height, data }: Bitmask, radius: number): Bitmask {
  const reach = new Uint8Array(width * height);
  const halfWidths = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.floor(Math.sqrt(radius ** 2 - (i - radius) ** 2)),
  );
  for (let at = data.indexOf(1); at >= 0; at = data.indexOf(1, at + 1)) {
    const x = at % width;
    const y = (at - x) / width;
    halfWidths.forEach((half, i) => {
      const row = y + i - radius;
      if (row < 0 || row >= height) return;
      reach.fill(1, row * width + Math.max(0, x - half), row * width + Math.min(width, x + half + 1));
    });
  }
  return { width, height, data: reach };
}
