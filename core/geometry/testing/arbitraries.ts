import fc from 'fast-check';
import { imageBox, imagePoint, type ImageBox } from '../../schema/brands.ts';
import type { Bitmask } from '../bitmask.ts';
import type { Ring } from '../polygon.ts';

/** A mask drawn as text: `#` is object. */
export function drawn(...rows: string[]): Bitmask {
  const text = rows.join('');
  return { width: rows[0]?.length ?? 0, height: rows.length, data: Uint8Array.from(text, (c) => (c === '#' ? 1 : 0)) };
}

/** The rows of a mask as text, as `drawn` takes them. */
export function rowsOf({ width, data }: Bitmask): string[] {
  const text = [...data].map((value) => (value ? '#' : '.')).join('');
  return text.match(new RegExp(`.{${width}}`, 'g')) ?? [];
}

/** The mask of the pixels for which `inside` holds. */
export function maskWhere(width: number, height: number, inside: (x: number, y: number) => boolean): Bitmask {
  const data = Uint8Array.from({ length: width * height }, (_, i) => Number(inside(i % width, Math.floor(i / width))));
  return { width, height, data };
}

const side = fc.integer({ min: 1, max: 12 });

/** Small frames with noise, and often with nothing, all, or long runs over the ends of rows. */
const masksOfSize = (width: number, height: number): fc.Arbitrary<Bitmask> => {
  const pixels = width * height;
  const noise = fc.uint8Array({ minLength: pixels, maxLength: pixels, max: 1 });
  const runs = fc
    .tuple(fc.integer({ min: 0, max: pixels }), fc.integer({ min: 0, max: pixels }))
    .map(([from, to]) => new Uint8Array(pixels).fill(1, from, to));
  return fc.oneof(noise, runs).map((data) => ({ width, height, data }));
};

export const bitmasks: fc.Arbitrary<Bitmask> = fc.tuple(side, side).chain(([w, h]) => masksOfSize(w, h));

/** Two masks of one frame. */
export const bitmaskPairs: fc.Arbitrary<[Bitmask, Bitmask]> = fc
  .tuple(side, side)
  .chain(([w, h]) => fc.tuple(masksOfSize(w, h), masksOfSize(w, h)));

/** Boxes with an area, partly of whole pixels, in and around a frame of some hundred pixels. */
export const boxes: fc.Arbitrary<ImageBox> = fc
  .tuple(
    fc.integer({ min: -400, max: 400 }),
    fc.integer({ min: -400, max: 400 }),
    fc.integer({ min: 1, max: 400 }),
    fc.integer({ min: 1, max: 400 }),
    fc.constantFrom(1, 4, 10),
  )
  .map(([x, y, width, height, unit]) => imageBox(x / unit, y / unit, width / unit, height / unit));

/** Rings that do not cross themselves: points at rising angles around a centre. */
export const starRings: fc.Arbitrary<Ring> = fc
  .tuple(
    fc.double({ min: 20, max: 40, noNaN: true }),
    fc.double({ min: 20, max: 40, noNaN: true }),
    fc.array(fc.double({ min: 3, max: 18, noNaN: true }), { minLength: 3, maxLength: 40 }),
  )
  .map(([x, y, radii]) =>
    radii.map((radius, i) => {
      const angle = (2 * Math.PI * i) / radii.length;
      return imagePoint(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }),
  );
