import { imageBox, type ImageBox } from '../../../../core/schema/brands.ts';
import type { Point, Size } from '../../../video/view.ts';

/** The eight handles of a box, by compass direction. */
export const HANDLES = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const;
export type Handle = (typeof HANDLES)[number];

/** Least width and height of a box that the user draws, in frame pixels. */
export const MIN_BOX = 2;

/** The box between two corners, clipped to the frame. */
export function boxBetween(a: Point, b: Point, frame: Size): ImageBox {
  const left = clamp(Math.min(a.x, b.x), 0, frame.width);
  const right = clamp(Math.max(a.x, b.x), 0, frame.width);
  const top = clamp(Math.min(a.y, b.y), 0, frame.height);
  const bottom = clamp(Math.max(a.y, b.y), 0, frame.height);
  return rounded(left, top, right - left, bottom - top);
}

/** The box moved; it stays wholly inside the frame. */
export function moveBox([x, y, width, height]: ImageBox, dx: number, dy: number, frame: Size): ImageBox {
  return rounded(
    clamp(x + dx, 0, Math.max(0, frame.width - width)),
    clamp(y + dy, 0, Math.max(0, frame.height - height)),
    width,
    height,
  );
}

/** The box with one handle moved; edges neither cross nor leave the frame. */
export function resizeBox(box: ImageBox, handle: Handle, dx: number, dy: number, frame: Size): ImageBox {
  let left = box[0];
  let top = box[1];
  let right = box[0] + box[2];
  let bottom = box[1] + box[3];
  if (handle.includes('w')) left = clamp(left + dx, 0, right - MIN_BOX);
  if (handle.includes('e')) right = clamp(right + dx, left + MIN_BOX, frame.width);
  if (handle.includes('n')) top = clamp(top + dy, 0, bottom - MIN_BOX);
  if (handle.includes('s')) bottom = clamp(bottom + dy, top + MIN_BOX, frame.height);
  return rounded(left, top, right - left, bottom - top);
}

/** A box for use without a pointer: a quarter of the frame's sides, in its middle. */
export function centreBox(frame: Size): ImageBox {
  const width = Math.max(MIN_BOX, Math.round(frame.width / 4));
  const height = Math.max(MIN_BOX, Math.round(frame.height / 4));
  return imageBox(Math.round((frame.width - width) / 2), Math.round((frame.height - height) / 2), width, height);
}

/**
 * A point snapped to the frame's edges when it is near one, so that a box can end exactly at the edge.
 *
 * @param within frame pixels that count as near
 */
export function snapPoint({ x, y }: Point, frame: Size, within: number): Point {
  return { x: snapTo(x, frame.width, within), y: snapTo(y, frame.height, within) };
}

/** A moved box snapped to the frame's edges when one of its own is near; its size stays. */
export function snapBox([x, y, width, height]: ImageBox, frame: Size, within: number): ImageBox {
  const shift = (start: number, length: number, room: number) => {
    if (Math.abs(start) <= within) return -start;
    return Math.abs(room - start - length) <= within ? room - start - length : 0;
  };
  return rounded(x + shift(x, width, frame.width), y + shift(y, height, frame.height), width, height);
}

const snapTo = (value: number, room: number, within: number) =>
  Math.abs(value) <= within ? 0 : Math.abs(room - value) <= within ? room : value;

export function isDrawable([, , width, height]: ImageBox): boolean {
  return width >= MIN_BOX && height >= MIN_BOX;
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), Math.max(low, high));
const tenth = (value: number) => Math.round(value * 10) / 10;

/** Rounds to tenths of a pixel: finer than a pointer can place, and short to read. */
const rounded = (x: number, y: number, width: number, height: number) =>
  imageBox(tenth(x), tenth(y), tenth(width), tenth(height));
