import {
  applyMargins,
  boxOfEdges,
  limitMargins,
  marginsOf,
  mixBoxes,
  NO_MARGINS,
  type Margins,
} from '../geometry/box.ts';
import { imageBox, type ImageBox } from '../schema/brands.ts';
import { FILLS_FROM } from './fill.ts';
import type { Grid, LabelMap } from './label-map.ts';

/**
 * The margins between a user's box and the engine's finding of the object. A user's box may hold more than
 * the model finds (a thin tail, a rope, a shadow). Between two labels both show this, and the boxes in
 * between get the same; beyond a label one box alone is weak evidence, and little of it is propagated.
 */
export interface UserMargins {
  /** Applied beyond the label where no choice of the user keeps all, as shares of a mask's box. */
  readonly beyond: Margins;
  /** Around the box of the mask that the engine makes, as shares of that box. */
  readonly ofMask: Margins;
  /**
   * Around the box of the body (see bodyBox), as shares of the body's size; null where the object is too
   * small to have one.
   */
  readonly ofBody: Margins | null;
}

/**
 * A side on which the user's box reaches past the body by more than this share of the body's size has a long
 * thin part.
 */
const LONG_PART = 0.5;
/** A long part is missing from a mask that reaches past the body by less than this share of what it should. */
const MISSING_BELOW = 0.5;

/**
 * The box of an object's body: its cells after an opening by 3 × 3 cells, which removes everything thinner
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

/**
 * Beyond a label a box is its mask's extent, moved outwards by at most this share of it on each side. Margins
 * without a limit made boxes twice as large as the object where the first mask was bad, at full confidence.
 * Never inwards: a box that cuts into its own mask contradicts it (mean box IoU 0.757 instead of 0.753 on ten
 * DAVIS-2016 sequences).
 */
const MAX_CARRIED = 0.05;
/**
 * The margins of a user's box on a frame on which the engine, given the user's label, finds this mask and
 * body.
 *
 * @param fill how far the label's own mask fills the user's box (fillOf): the user's mask, or the model's for the box
 * @param maskBox the box of the mask that is found on the labelled frame in the same way as on other frames
 */
export function userMargins(userBox: ImageBox, fill: number, maskBox: ImageBox, body: ImageBox | null): UserMargins {
  const ofMask = marginsOf(userBox, maskBox);
  return {
    beyond: fill >= FILLS_FROM ? limitMargins(ofMask, MAX_CARRIED) : NO_MARGINS,
    ofMask,
    ofBody: body && marginsOf(userBox, body),
  };
}

/**
 * The box of a finding on a frame beyond a label; not clipped to the frame.
 *
 * @param keeps whether the margins are kept however wide they are; still never inwards
 */
export const boxBeyondLabel = (maskBox: ImageBox, { beyond, ofMask }: UserMargins, keeps: boolean): ImageBox =>
  applyMargins(maskBox, keeps ? limitMargins(ofMask, Infinity) : beyond);

/**
 * The box of a finding on a frame between two labels, a mix of the boxes by the margins of both; not clipped
 * to the frame.
 *
 * @param share how far the frame is on the way from `near` to `far`, 0..1
 */
export function boxBetweenLabels(
  maskBox: ImageBox,
  body: ImageBox | null,
  near: UserMargins,
  far: UserMargins,
  share: number,
): ImageBox {
  return mixBoxes(applyUserMargins(maskBox, body, near), applyUserMargins(maskBox, body, far), share);
}

/**
 * The user's box for a finding on another frame. Each side has the user's margin around the mask, except
 * where the label had a long thin part that this mask lacks: there it has the margin around the body.
 */
function applyUserMargins(maskBox: ImageBox, body: ImageBox | null, { ofMask, ofBody }: UserMargins): ImageBox {
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
