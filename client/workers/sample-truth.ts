import { bitmaskBox, type Bitmask } from '../../core/geometry/bitmask.ts';
import type { ImageBox } from '../../core/schema/brands.ts';
import { SCENE, SCENE_FRAMES, SCENE_OBJECTS, sceneAt, type Outline, type SceneObject } from './sample-scene.ts';

/** The visible part of an object of the sample clip on a frame. */
interface ObjectTruth {
  readonly name: SceneObject;
  /** In the frame's size: the pixels whose centre shows the object, and nothing that is in front of it. */
  readonly mask: Bitmask;
  /** Around the mask, in pixels of the frame; null when nothing of the object is visible. */
  readonly box: ImageBox | null;
}

/**
 * Ground truth of the sample clip on a frame, from its own drawing: each object that a user may label,
 * without the parts that are hidden by others or lie outside the frame. Lines (the balloon's string, 1.5
 * pixels thin) are no part of an object.
 */
export function sampleTruth(rank: number): ObjectTruth[] {
  const { width, height } = SCENE;
  const masks = new Map(SCENE_OBJECTS.map((name) => [name, new Uint8Array(width * height)]));
  for (const { name, parts } of sceneAt(rank / SCENE_FRAMES)) {
    if (name === 'background') continue;
    for (const part of parts) {
      if (part.kind === 'line') continue;
      eachPixelIn(part, (at) => masks.forEach((data, owner) => (data[at] = owner === name ? 1 : 0)));
    }
  }
  return [...masks].map(([name, data]) => {
    const mask = { width, height, data };
    return { name, mask, box: bitmaskBox(mask) };
  });
}

/** Calls back for each pixel of the frame whose centre lies in the shape. */
function eachPixelIn(shape: Exclude<Outline, { kind: 'line' }>, found: (at: number) => void): void {
  const { width, height } = SCENE;
  const [left, top, right, bottom] = bounds(shape);
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, bottom); y += 1)
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, right); x += 1)
      if (isInside(shape, x + 0.5, y + 0.5)) found(y * width + x);
}

function bounds(shape: Exclude<Outline, { kind: 'line' }>): [number, number, number, number] {
  if (shape.kind === 'ellipse') {
    const reach = Math.max(...shape.radii);
    const [x, y] = shape.at;
    return [x - reach, y - reach, x + reach, y + reach];
  }
  const across = shape.corners.filter((_, at) => at % 2 === 0);
  const down = shape.corners.filter((_, at) => at % 2 === 1);
  return [Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down)];
}

function isInside(shape: Exclude<Outline, { kind: 'line' }>, x: number, y: number): boolean {
  if (shape.kind === 'ellipse') {
    const [dx, dy] = [x - shape.at[0], y - shape.at[1]];
    const [cos, sin] = [Math.cos(shape.turn), Math.sin(shape.turn)];
    const [along, across] = [dx * cos + dy * sin, dy * cos - dx * sin];
    return (along / shape.radii[0]) ** 2 + (across / shape.radii[1]) ** 2 <= 1;
  }
  return isInPolygon(shape.corners, x, y);
}

/** By the number of edges to the right of the point: all polygons of the scene are simple. */
function isInPolygon(corners: readonly number[], x: number, y: number): boolean {
  let inside = false;
  for (let at = 0; at < corners.length; at += 2) {
    const [x1 = 0, y1 = 0] = corners.slice(at, at + 2);
    const next = (at + 2) % corners.length;
    const [x2 = 0, y2 = 0] = corners.slice(next, next + 2);
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
  }
  return inside;
}
