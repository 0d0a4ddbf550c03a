import { describe, expect, it } from 'vitest';
import { boxIou } from '../core/geometry/box.ts';
import { bitmaskArea, bitmaskBox, type Bitmask } from '../core/geometry/bitmask.ts';
import type { RgbaImage } from '../core/image/rgba.ts';
import { SCENE, SCENE_FRAMES, type SceneObject } from '../client/workers/sample-scene.ts';
import { sampleTruth } from '../client/workers/sample-truth.ts';
import { drawSampleFrame } from './fixtures/sample-frames.ts';

/** Whether a pixel has a colour that only this object of the scene has. */
const HAS_COLOR: Readonly<Record<SceneObject, (red: number, green: number, blue: number) => boolean>> = {
  ball: (red, green, blue) => red - green > 100 && red - blue > 100,
  balloon: (red, green, blue) => red > 200 && green > 150 && green - blue > 80,
  car: (red, green, blue) => blue - red > 120 && blue - green > 60,
};

function pixelsOfColor({ width, height, data }: RgbaImage, has: (typeof HAS_COLOR)[SceneObject]): Bitmask {
  const found = new Uint8Array(width * height);
  for (let at = 0; at < found.length; at += 1) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at * 4, at * 4 + 3);
    found[at] = has(red, green, blue) ? 1 : 0;
  }
  return { width, height, data: found };
}

describe('the truth of the sample clip', () => {
  it.each([0, 12, 24, 48, 56, 66, 84, SCENE_FRAMES - 1])(
    'says where the objects are seen on frame %i of the drawing',
    async (rank) => {
      const image = await drawSampleFrame(rank);
      const truth = sampleTruth(rank);
      expect(truth.map(({ name }) => name)).toEqual(['balloon', 'car', 'ball']);
      for (const { name, mask, box } of truth) {
        const seen = pixelsOfColor(image, HAS_COLOR[name]);
        const outside = seen.data.reduce((sum, value, at) => sum + (value && !mask.data[at] ? 1 : 0), 0);
        // The drawing's edges are smooth: a pixel of the edge can have the colour with its centre outside.
        expect(outside / bitmaskArea(seen), `${name}: seen where the truth has nothing`).toBeLessThan(0.03);
        expect(bitmaskArea(seen) / bitmaskArea(mask), `${name}: seen of the truth`).toBeGreaterThan(0.5);
        const around = bitmaskBox(seen);
        if (!around || !box) throw new Error(`nothing is seen of the ${name}`);
        // The car's dark wheels have no colour of their own: they reach 15 pixels below its body, which is 54
        // high.
        expect(boxIou(around, box), `${name}: its box`).toBeGreaterThan(name === 'car' ? 0.75 : 0.93);
      }
    },
  );

  it('leaves out what is hidden, and what lies outside the frame', () => {
    const carOn = (rank: number) => sampleTruth(rank).find(({ name }) => name === 'car');
    const whole = carOn(30);
    const behindTree = carOn(56);
    const enters = carOn(0);
    if (!whole || !behindTree || !enters) throw new Error('there is no car');
    expect(whole.box).toEqual([148, 220, 112, 69]);
    // Its left part lies outside the frame: it stands 20 pixels to the left of it.
    expect(enters.box).toEqual([0, 220, 92, 69]);
    // The trunk is 18 pixels wide.
    expect(behindTree.box?.[2]).toBe(112);
    expect(bitmaskArea(whole.mask) - bitmaskArea(behindTree.mask)).toBeGreaterThan(18 * 30);
    expect(behindTree.mask).toMatchObject({ width: SCENE.width, height: SCENE.height });
  });
});
