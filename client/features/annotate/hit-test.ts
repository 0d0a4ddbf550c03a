import { boxArea } from '../../../core/geometry/box.ts';
import { maskContains } from '../../../core/geometry/fit-shape.ts';
import { maskArea } from '../../../core/geometry/mask-rle.ts';
import { ringContains } from '../../../core/geometry/polygon.ts';
import { imagePoint } from '../../../core/schema/brands.ts';
import type { Point } from '../../video/view.ts';
import type { ObjectOnFrame } from './objects-on-frame.ts';

/**
 * The objects under a point of the frame, the most likely first: those whose outline or mask contains it,
 * then those whose box does; the smaller first, since it lies on top of a larger one.
 */
export function objectsAt(objects: readonly ObjectOnFrame[], at: Point): ObjectOnFrame[] {
  const hits = objects.flatMap((object) => {
    const box = object.shape?.box;
    if (!box) return [];
    const inBox = at.x >= box[0] && at.x <= box[0] + box[2] && at.y >= box[1] && at.y <= box[1] + box[3];
    if (!inBox) return [];
    const exact = onDrawing(object, at);
    const area = exact && object.shape?.mask ? maskArea(object.shape.mask) : boxArea(box);
    return [{ object, exact, area }];
  });
  hits.sort((a, b) => Number(b.exact) - Number(a.exact) || a.area - b.area);
  return hits.map(({ object }) => object);
}

/** An object with only a box covers all of it. */
function onDrawing({ shape }: ObjectOnFrame, { x, y }: Point): boolean {
  if (shape?.polygon) return shape.polygon.filter((ring) => ringContains(ring, imagePoint(x, y))).length % 2 === 1;
  return shape?.mask ? maskContains(shape.mask, x, y) : true;
}
