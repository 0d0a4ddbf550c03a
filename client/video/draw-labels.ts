import type { TrackResult } from '../../core/engine/types.ts';
import type { FrameIndex, ImageBox, TrackId } from '../../core/schema/brands.ts';
import type { MaskRle } from '../../core/schema/mask.ts';
import type { Project } from '../../core/schema/project.ts';
import type { Picture } from './picture.ts';

/** One label as drawn over a small picture. */
export interface DrawnLabel {
  /** "#rrggbb". */
  readonly color: string;
  readonly box: ImageBox;
  readonly mask?: MaskRle | undefined;
  /** Found by the model, not drawn by the user: its box is dashed, as everywhere. */
  readonly found: boolean;
}

/** The visible labels of a frame. */
function labelsOn({ tracks, classes }: Project, frame: FrameIndex): DrawnLabel[] {
  const colors = new Map(classes.map(({ id, color }) => [id, color]));
  return tracks.flatMap(({ classId, shapes }) => {
    const shape = shapes[String(frame)];
    if (!shape || shape.outside) return [];
    const { box, mask, source } = shape;
    return [{ color: colors.get(classId) ?? '#ffffff', box, mask, found: source !== 'user' }];
  });
}

/**
 * A selector of the visible labels of one frame that returns the same array while nothing on this frame
 * changes: a run changes the project many times a second.
 */
export function stableLabels(frame: FrameIndex): (project: Project | null) => readonly DrawnLabel[] {
  let last: readonly DrawnLabel[] = [];
  return (project) => {
    const labels = project ? labelsOn(project, frame) : [];
    if (!areDrawnAlike(last, labels)) last = labels;
    return last;
  };
}

const areDrawnAlike = (a: readonly DrawnLabel[], b: readonly DrawnLabel[]): boolean =>
  a.length === b.length &&
  a.every(({ color, box, mask, found }, at) => {
    const other = b[at];
    return color === other?.color && box === other.box && mask === other.mask && found === other.found;
  });

/** The labels of a frame in the results of a run. */
export function labelsFound({ tracks, classes }: Project, results: readonly TrackResult[]): DrawnLabel[] {
  const colors = new Map(classes.map(({ id, color }) => [id, color]));
  const colorOf = new Map<TrackId, string | undefined>(tracks.map(({ id, classId }) => [id, colors.get(classId)]));
  return results.flatMap(({ trackId, box, mask, state }) => {
    const color = colorOf.get(trackId);
    return box && color ? [{ color, box, mask: mask ?? undefined, found: state !== 'user' }] : [];
  });
}

/**
 * Draws a small picture of a frame with labels over it; the canvas takes the picture's size. Where the
 * picture was released the canvas stays unchanged.
 *
 * @param frameWidth width in pixels of the frame that the labels belong to
 */
export function drawLabelled(
  canvas: HTMLCanvasElement,
  picture: Picture,
  labels: readonly DrawnLabel[],
  frameWidth: number,
): void {
  if (picture.isReleased) return;
  // Assigning a size clears the canvas, which costs time, so only where it differs.
  if (canvas.width !== picture.width) canvas.width = picture.width;
  if (canvas.height !== picture.height) canvas.height = picture.height;
  const context = canvas.getContext('2d');
  if (!context) return;
  const scale = picture.width / frameWidth;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalAlpha = 1;
  picture.drawOn(context);
  for (const { color, box, mask, found } of labels) {
    context.setTransform(scale, 0, 0, scale, 0, 0);
    if (mask) {
      context.globalAlpha = 0.42;
      context.fillStyle = color;
      context.fill(maskPath(mask));
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = 1;
    const [x, y, width, height] = box.map((value) => value * scale) as unknown as ImageBox;
    context.setLineDash(found ? [7, 3] : []);
    // A dark line under the coloured one makes it visible on any picture.
    context.strokeStyle = 'rgb(0 0 0 / 55%)';
    context.lineWidth = 5;
    context.strokeRect(x, y, width, height);
    context.strokeStyle = color;
    context.lineWidth = 3;
    context.strokeRect(x, y, width, height);
  }
}

/** A mask's runs as rectangles; one that exceeds a row's end continues in the next row. */
function maskPath({ counts, width }: MaskRle): Path2D {
  const path = new Path2D();
  let position = 0;
  counts.forEach((run, at) => {
    const end = position + run;
    for (let from = position; at % 2 === 1 && from < end;) {
      const column = from % width;
      const length = Math.min(end - from, width - column);
      path.rect(column, (from - column) / width, length, 1);
      from += length;
    }
    position = end;
  });
  return path;
}
