import { contours } from 'd3-contour';
import { imagePoint } from '../schema/brands.ts';
import type { MaskRle } from '../schema/mask.ts';
import type { Bitmask } from './bitmask.ts';
import { cropMask } from './mask-window.ts';
import { decodeMask, maskBox } from './mask-rle.ts';
import { openRing, ringContains, signedRingArea, type Polygon, type Ring } from './polygon.ts';

/**
 * The outlines of a mask: one polygon for each 4-connected piece, with its holes, in frame pixels; empty for
 * an empty mask. Lines run half-way between the centres of object and background pixels (marching squares),
 * so that rasterizePolygons gives exactly the mask again, while corners are cut at 45°.
 */
export function maskPolygons(mask: MaskRle): Polygon[] {
  const box = maskBox(mask);
  if (!box) return [];
  const [left, top, width, height] = box;
  const values = Array.from(decodeMask(cropMask(mask, box)).data);
  const { coordinates } = contours().size([width, height]).smooth(false).contour(values, 0.5);
  const rings = coordinates
    .flat()
    .map((ring) => withoutStraightPoints(openRing(ring).map(([x, y]) => imagePoint(x + left, y + top))));
  return nestHoles(rings);
}

/**
 * Gives each hole to the smallest outer ring around it. d3-contour gives it to the first one, which is wrong
 * for a piece with a hole that lies within another piece's hole. Outer rings run counter-clockwise on the
 * screen in d3-contour, holes clockwise.
 */
function nestHoles(rings: readonly Ring[]): Polygon[] {
  const outers = rings
    .filter((ring) => signedRingArea(ring) < 0)
    .map((ring) => ({ polygon: [ring], area: -signedRingArea(ring) }))
    .sort((a, b) => a.area - b.area);
  for (const hole of rings) {
    const corner = hole[0];
    if (signedRingArea(hole) < 0 || !corner) continue;
    outers.find(({ polygon: [outer] }) => outer && ringContains(outer, corner))?.polygon.push(hole);
  }
  return outers.reverse().map(({ polygon }) => polygon);
}

/** A ring of marching squares, which has a point at every pixel edge, with its corners only. */
function withoutStraightPoints(ring: Ring): Ring {
  return ring.filter(([x, y], i) => {
    const [fromX, fromY] = ring.at(i - 1) ?? [x, y];
    const [toX, toY] = ring[(i + 1) % ring.length] ?? [x, y];
    return (x - fromX) * (toY - y) !== (y - fromY) * (toX - x);
  });
}

/**
 * The pixels of a width × height frame whose centre lies in any of the polygons. Within one polygon the
 * even-odd rule holds, so that holes stay empty whichever way they run; polygons may overlap. A centre on a
 * left or upper line is inside, one on a right or lower line outside.
 */
export function rasterizePolygons(polygons: readonly Polygon[], width: number, height: number): Bitmask {
  const data = new Uint8Array(width * height);
  for (const polygon of polygons) {
    const crossings = rowCrossings(polygon, height);
    for (const [y, row] of crossings) {
      row.sort((a, b) => a - b);
      for (let i = 0; i + 1 < row.length; i += 2) {
        const from = firstPixel(row[i] ?? 0, width);
        const behind = firstPixel(row[i + 1] ?? 0, width);
        data.fill(1, y * width + from, y * width + behind);
      }
    }
  }
  return { width, height, data };
}

/** For each row, where the polygon's lines cross the line through its pixels' centres. */
function rowCrossings(polygon: Polygon, height: number): Map<number, number[]> {
  const crossings = new Map<number, number[]>();
  for (const ring of polygon) {
    ring.forEach(([x1, y1], i) => {
      const [x2, y2] = ring[(i + 1) % ring.length] ?? [x1, y1];
      const behind = firstPixel(Math.max(y1, y2), height);
      for (let y = firstPixel(Math.min(y1, y2), height); y < behind; y++) {
        const row = crossings.get(y) ?? [];
        crossings.set(y, row);
        row.push(x1 + ((y + 0.5 - y1) / (y2 - y1)) * (x2 - x1));
      }
    });
  }
  return crossings;
}

/** The first pixel (or row) whose centre is not before a coordinate, within 0..count. */
const firstPixel = (coordinate: number, count: number): number =>
  Math.min(count, Math.max(0, Math.ceil(coordinate - 0.5)));
