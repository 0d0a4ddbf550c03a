import { boxIou, clipLabelBox } from '../geometry/box.ts';
import { frameIndex, type ClassId, type FrameIndex, type TrackId } from '../schema/brands.ts';
import type { Project, Shape } from '../schema/project.ts';

/** Two boxes of a class on one frame that overlap by this much are the same object twice. */
export const DOUBLE_IOU = 0.95;
/** Boxes with a shorter side than this, in pixels, are likely drawn by accident. */
export const MIN_SIDE = 4;
/** Rounding can put an edge slightly outside the frame. */
const EDGE_TOLERANCE = 0.5;

/**
 * A problem of the user's labels. An `error` makes the dataset teach something wrong, or makes none; a
 * `warning` may be intended.
 */
export type LabelProblem =
  | { readonly severity: 'error'; readonly kind: 'nothing-labelled' }
  | { readonly severity: 'error'; readonly kind: 'empty-class'; readonly classId: ClassId }
  | (OnFrame & { readonly severity: 'error'; readonly kind: 'outside-frame' })
  | (OnFrame & { readonly severity: 'error'; readonly kind: 'double-box'; readonly otherId: TrackId })
  | (OnFrame & { readonly severity: 'warning'; readonly kind: 'over-edge' | 'tiny-box' });

interface OnFrame {
  readonly frame: FrameIndex;
  readonly trackId: TrackId;
}

interface UserShape extends OnFrame {
  readonly classId: ClassId;
  readonly shape: Shape;
}

/**
 * Checks every label of the user before a dataset is made: something is labelled, every class has a label,
 * boxes lie inside the frame, are not drawn twice and are not too small.
 *
 * @returns the errors, then the warnings; each sorted by frame
 */
export function checkLabels(project: Project): LabelProblem[] {
  const shapes = userShapes(project);
  if (shapes.length === 0) return [{ severity: 'error', kind: 'nothing-labelled' }];
  const problems = [...emptyClasses(project, shapes), ...shapes.flatMap((each) => placeOf(each, project))];
  for (const onFrame of byFrame(shapes).values()) problems.push(...doubles(onFrame));
  const rank = (problem: LabelProblem) => ('frame' in problem ? problem.frame : -1);
  const order = { error: 0, warning: 1 };
  return problems.sort((a, b) => order[a.severity] - order[b.severity] || rank(a) - rank(b));
}

/** Whether the problems keep a dataset from being made. */
export const hasLabelErrors = (problems: readonly LabelProblem[]): boolean =>
  problems.some(({ severity }) => severity === 'error');

function userShapes({ tracks }: Project): UserShape[] {
  return tracks.flatMap(({ id, classId, shapes }) =>
    Object.entries(shapes)
      .filter(([, shape]) => shape.source === 'user' && !shape.outside)
      .map(([key, shape]) => ({ frame: frameIndex(Number(key)), trackId: id, classId, shape })),
  );
}

function emptyClasses({ classes }: Project, shapes: readonly UserShape[]): LabelProblem[] {
  const used = new Set(shapes.map(({ classId }) => classId));
  return classes
    .filter(({ id }) => !used.has(id))
    .map(({ id }) => ({ severity: 'error', kind: 'empty-class', classId: id }));
}

/** The problem of a box's position, at most one. */
function placeOf({ frame, trackId, shape }: UserShape, { video }: Project): LabelProblem[] {
  const [x, y, width, height] = shape.box;
  if (!clipLabelBox(shape.box, video.width, video.height))
    return [{ severity: 'error', kind: 'outside-frame', frame, trackId }];
  const over = Math.max(-x, -y, x + width - video.width, y + height - video.height);
  if (over > EDGE_TOLERANCE) return [{ severity: 'warning', kind: 'over-edge', frame, trackId }];
  if (Math.min(width, height) < MIN_SIDE) return [{ severity: 'warning', kind: 'tiny-box', frame, trackId }];
  return [];
}

function doubles(shapes: readonly UserShape[]): LabelProblem[] {
  return shapes.flatMap((each, at) =>
    shapes
      .slice(at + 1)
      .filter((other) => other.classId === each.classId && boxIou(each.shape.box, other.shape.box) >= DOUBLE_IOU)
      .map((other): LabelProblem => {
        const { frame, trackId } = each;
        return { severity: 'error', kind: 'double-box', frame, trackId, otherId: other.trackId };
      }),
  );
}

function byFrame(shapes: readonly UserShape[]): Map<FrameIndex, UserShape[]> {
  const frames = new Map<FrameIndex, UserShape[]>();
  for (const each of shapes) frames.set(each.frame, [...(frames.get(each.frame) ?? []), each]);
  return frames;
}
