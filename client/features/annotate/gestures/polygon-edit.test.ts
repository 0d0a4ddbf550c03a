import { describe, expect, it } from 'vitest';
import { imagePoint } from '../../../../core/schema/brands.ts';
import { edgeMiddle, insertVertex, moveVertex, polygonPath, polygonPoint, removeVertex } from './polygon-edit.ts';

const frame = { width: 100, height: 80 };
const points = (...pairs: (readonly [number, number])[]) => pairs.map(([x, y]) => imagePoint(x, y));
const square = points([10, 10], [50, 10], [50, 50], [10, 50]);
const hole = points([20, 20], [30, 20], [30, 30]);

describe('editing polygons', () => {
  it('keeps points in the frame', () => {
    expect(polygonPoint({ x: -5, y: 200 }, frame)).toEqual([0, 80]);
    expect(polygonPoint({ x: 12.345, y: 7 }, frame)).toEqual([12.3, 7]);
  });

  it('moves, adds and takes away corners of any ring', () => {
    const polygon = [square, hole];
    expect(moveVertex(polygon, { ring: 1, vertex: 2 }, imagePoint(28, 33))[1]?.[2]).toEqual([28, 33]);
    const longer = insertVertex(polygon, { ring: 0, vertex: 3 }, edgeMiddle(square, 3));
    expect(longer[0]).toEqual([...square, [10, 30]]);
    expect(removeVertex(longer, { ring: 0, vertex: 4 })).toEqual(polygon);
  });

  it('keeps three corners outside, and drops a hole that has no room left', () => {
    const triangle = [square.slice(0, 3), hole];
    expect(removeVertex(triangle, { ring: 0, vertex: 0 })).toBe(triangle);
    expect(removeVertex(triangle, { ring: 1, vertex: 0 })).toEqual([square.slice(0, 3)]);
  });

  it('draws each ring as a closed path', () => {
    expect(polygonPath([points([0, 0], [1, 0], [1, 2])], 2)).toBe('M0.00 0.00L2.00 0.00L2.00 4.00Z');
  });
});
