import { brushPoint, strokeMask } from '../../../../core/geometry/brush.ts';
import { rasterizePolygons } from '../../../../core/geometry/contour.ts';
import { encodeMask, maskArea, maskDifference, maskUnion } from '../../../../core/geometry/mask-rle.ts';
import { imagePoint } from '../../../../core/schema/brands.ts';
import type { MaskRle } from '../../../../core/schema/mask.ts';
import { useProjectStore } from '../../../project/project-store.ts';
import { useViewStore } from '../../../video/view-store.ts';
import type { Point } from '../../../video/view.ts';
import { tryDispatch } from '../../../project/edit-attempt.ts';
import { commitDrawnShape, selectedLabel, selectedTrack } from '../labels.ts';
import { useToolStore } from '../tool-store.ts';
import type { Gesture } from './gesture.ts';
import { useGestureStore, type Stroke } from './gesture-store.ts';

/** Colour where there is no class yet. */
const DRAFT_COLOR = '#ffffff';

/**
 * One stroke of the brush or the eraser: it changes the selected object's mask on this frame, or starts a new
 * object (the eraser needs a label). One stroke is one undo step.
 */
export function paintStroke(start: Point, erases: boolean): Gesture | null {
  const base = maskToPaint(erases);
  if (erases && !base) return null;
  const stroke: Stroke = {
    trackId: selectedTrack()?.id ?? null,
    erases,
    size: useToolStore.getState().brushSize,
    base,
    color: paintColor(),
    path: [],
  };
  const extend = (points: readonly Point[]) => {
    for (const { x, y } of points) {
      const point = brushPoint(imagePoint(x, y), stroke.size);
      const last = stroke.path.at(-1);
      if (last?.[0] !== point[0] || last[1] !== point[1]) stroke.path.push(point);
    }
    useGestureStore.setState({ stroke, strokeLength: stroke.path.length });
  };
  const letGo = () => useGestureStore.setState({ stroke: null, strokeLength: 0 });
  extend([start]);
  return {
    move: extend,
    end: (at) => {
      extend([at]);
      letGo();
      finishStroke(stroke);
    },
    cancel: letGo,
  };
}

function finishStroke({ base, erases, path, size }: Stroke): void {
  const { width, height } = useViewStore.getState().frame;
  const painted = strokeMask(path, size / 2, width, height);
  const mask = !base ? painted : erases ? maskDifference(base, painted) : maskUnion(base, painted);
  const label = selectedLabel();
  if (maskArea(mask) > 0) commitDrawnShape(erases ? 'eraser' : 'brush', { kind: 'mask', mask });
  // Everything is erased: the label is removed.
  else if (label) tryDispatch({ type: 'shape.clear', trackId: label.track.id, frame: label.frame });
}

/**
 * The mask that a stroke changes. Of a label with only a box, the eraser takes the filled box, the brush
 * nothing.
 */
function maskToPaint(erases: boolean): MaskRle | null {
  const shape = selectedLabel()?.shape;
  if (shape?.mask) return shape.mask;
  if (!shape || !erases) return null;
  const { width, height } = useViewStore.getState().frame;
  const [x, y, w, h] = shape.box;
  const ring = [imagePoint(x, y), imagePoint(x + w, y), imagePoint(x + w, y + h), imagePoint(x, y + h)];
  return encodeMask(rasterizePolygons([[ring]], width, height));
}

/** The colour that drawing tools use: the selected object's class, or the class for new objects. */
export function paintColor(): string {
  const { project, activeClassId } = useProjectStore.getState();
  const classId = selectedTrack()?.classId ?? activeClassId;
  return project?.classes.find(({ id }) => id === classId)?.color ?? DRAFT_COLOR;
}
