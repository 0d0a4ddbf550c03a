import { encodeMask } from '../../geometry/mask-rle.ts';
import type { MaskRle } from '../../schema/mask.ts';
import { SCENE_HEIGHT, SCENE_WIDTH } from './scene.ts';

/** The mask of a filled box in a scene, whole pixels. */
export function maskOfBoxForTest(left: number, top: number, width: number, height: number): MaskRle {
  const data = new Uint8Array(SCENE_WIDTH * SCENE_HEIGHT);
  for (let y = top; y < top + height; y++) data.fill(1, y * SCENE_WIDTH + left, y * SCENE_WIDTH + left + width);
  return encodeMask({ width: SCENE_WIDTH, height: SCENE_HEIGHT, data });
}
