import { applyMargins, boxOfEdges, marginsOf, type Margins } from '../geometry/box.ts';
import { imageBox, type ImageBox } from '../schema/brands.ts';
import type { Grid, LabelMap } from './label-map.ts';

/**
 * How a user's box stands off from what the engine finds of the object. A user's box may hold more than the model shows (a thin tail, a
 * rope, a shadow), and the boxes of the other frames shall hold the same.
 */
export interface UserMargins {
  /** Off the box of the mask that the engine makes, as shares of that box. */
  readonly ofMask: Margins;
  /** Off the box of the body (see bodyBox), as shares of the body's size; null where the object is too small to have one. */
  readonly ofBody: Margins | null;
}

/** A side on which the user's box reaches past the body by more than this share of the body's size has a long thin part. */
const LONG_PART = 0.5;
/** A long part is missing from a mask that reaches past the body by less than this share of what it should. */
const MISSING_BELOW = 0.5;

/**
 * The box of an object's body: of what is left of its cells after an opening by 3 × 3 cells, which takes away everything that is thinner
 * (ropes, poles, limbs). Null where nothing is left.
 */
export function bodyBox(maskMap: LabelMap, grid: Grid): ImageBox | null {
  const { columns, rows, cellSize } = grid;
  const isCore = (x: number, y: number): boolean => {
    for (let v = y - 1; v <= y + 1; v++)
      for (let u = x - 1; u <= x + 1; u++) if ((maskMap[v * columns + u] as number) <= 0.5) return false;
    return true;
  };
  let left = columns;
  let top = rows;
  let right = -1;
  let bottom = -1;
  for (let y = 1; y < rows - 1; y++) {
    for (let x = 1; x < columns - 1; x++) {
      if (!isCore(x, y)) continue;
      left = Math.min(left, x - 1);
      right = Math.max(right, x + 1);
      top = Math.min(top, y - 1);
      bottom = Math.max(bottom, y + 1);
    }
  }
  if (right < 0) return null;
  return imageBox(left * cellSize, top * cellSize, (right + 1 - left) * cellSize, (bottom + 1 - top) * cellSize);
}

/** The margins of a user's box on a frame on which the engine, given the user's label, finds this mask and body. */
export function userMargins(userBox: ImageBox, maskBox: ImageBox, body: ImageBox | null): UserMargins {
  return { ofMask: marginsOf(userBox, maskBox), ofBody: body && marginsOf(userBox, body) };
}

/**
 * The user's box for what was found on another frame; not clipped to the frame. Each side stands off the mask as the user's did, except
 * where the label had a long thin part that this mask lacks: there it stands off the body.
 */
export function applyUserMargins(maskBox: ImageBox, body: ImageBox | null, { ofMask, ofBody }: UserMargins): ImageBox {
  const offMask = applyMargins(maskBox, ofMask);
  if (!body || !ofBody) return offMask;
  const found = marginsOf(maskBox, body);
  const lacks = (side: keyof Margins) => ofBody[side] > LONG_PART && found[side] < MISSING_BELOW * ofBody[side];
  const byMask = edges(offMask);
  const byBody = edges(applyMargins(body, ofBody));
  return boxOfEdges(
    lacks('left') ? byBody.left : byMask.left,
    lacks('top') ? byBody.top : byMask.top,
    lacks('right') ? byBody.right : byMask.right,
    lacks('bottom') ? byBody.bottom : byMask.bottom,
  );
}

const edges = ([x, y, width, height]: ImageBox) => ({ left: x, top: y, right: x + width, bottom: y + height });
