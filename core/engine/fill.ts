import { bitmaskBox, type Bitmask } from '../geometry/bitmask.ts';
import { boxIou, clipBox } from '../geometry/box.ts';
import type { ImageBox } from '../schema/brands.ts';

/**
 * A mask that fills the user's box by less than this does not show the object that the user means: what is propagated
 * from it deserves a look, and its margins say nothing about other frames.
 */
export const FILLS_FROM = 0.8;

/**
 * How far a mask fills the part of a user's box inside the frame: the IoU of the mask's box with it; 0 where there is
 * no mask.
 */
export function fillOf(mask: Bitmask, box: ImageBox): number {
  const [maskBox, inside] = [bitmaskBox(mask), clipBox(box, mask.width, mask.height)];
  return maskBox && inside ? boxIou(maskBox, inside) : 0;
}
