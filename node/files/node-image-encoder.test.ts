import { createHash } from 'node:crypto';
import { decode as decodePng } from 'fast-png';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RgbaImage } from '../../core/image/rgba.ts';
import type { ImageEncoder } from '../../core/ports/image-encoder.ts';
import { createNodeImageEncoder } from './node-image-encoder.ts';

let encoder: ImageEncoder;
beforeAll(async () => {
  encoder = await createNodeImageEncoder();
});

/** Smooth colours with a hard edge; integer arithmetic only, so that the image is the same everywhere. */
function picture(width: number, height: number): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < width * height; at += 1) {
    const x = at % width;
    const y = Math.floor(at / width);
    data.set([(x * 3) & 255, (y * 5) & 255, x > width / 2 ? 200 : 40, 255], at * 4);
  }
  return { width, height, data };
}
const jpeg = { type: 'jpeg', quality: 92 } as const;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('the image encoder', () => {
  it('writes whole baseline JPEGs of the right size that look like the image', async () => {
    for (const [width, height] of [
      [10, 10],
      [37, 53],
      [640, 361],
    ] as const) {
      const image = picture(width, height);
      const bytes = await encoder.encode(image, jpeg);
      expect([...bytes.slice(0, 2), ...bytes.slice(-2)]).toEqual([0xff, 0xd8, 0xff, 0xd9]);
      const decoded = sharp(bytes);
      expect(await decoded.metadata()).toMatchObject({
        format: 'jpeg',
        width,
        height,
        channels: 3,
        isProgressive: false,
      });
      const pixels = await decoded.raw().toBuffer();
      const wanted = image.data.filter((_, at) => at % 4 !== 3);
      const error = wanted.reduce((sum, value, at) => sum + Math.abs(value - (pixels[at] ?? 0)), 0) / wanted.length;
      expect(error).toBeLessThan(4);
    }
  });

  it('writes PNGs that lose nothing', async () => {
    const image = picture(37, 53);
    const decoded = decodePng(await encoder.encode(image, { type: 'png' }));
    expect(decoded).toMatchObject({ width: 37, height: 53, channels: 3, depth: 8 });
    expect([...decoded.data]).toEqual([...image.data.filter((_, at) => at % 4 !== 3)]);
  });

  it('makes smaller files of lower quality', async () => {
    const sizes = await Promise.all(
      [20, 60, 92].map(async (quality) => (await encoder.encode(picture(200, 200), { type: 'jpeg', quality })).length),
    );
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(new Set(sizes).size).toBe(3);
  });

  it('writes the same bytes everywhere: these hashes hold for Node and for every browser', async () => {
    expect(sha256(await encoder.encode(picture(96, 64), jpeg))).toBe(
      '8e80bc8f09a3f2173765e3b61636ddae14b387e49b263e18601488a5f6ff10a2',
    );
    expect(sha256(await encoder.encode(picture(96, 64), { type: 'png' }))).toBe(
      '3b3e2046d0b79a8e093b7cd2bb6a9533692c1879e3bd709edd9f2c5a970cc073',
    );
  });

  it('keeps earlier results when it encodes again, also from several at once', async () => {
    const first = await encoder.encode(picture(64, 64), jpeg);
    const copy = first.slice();
    const [a, b] = await Promise.all([encoder.encode(picture(65, 64), jpeg), encoder.encode(picture(64, 64), jpeg)]);
    expect(first).toEqual(copy);
    expect(b).toEqual(copy);
    expect(a).not.toEqual(copy);
  });

  it('refuses an image whose pixels do not fit its size', async () => {
    const image = { ...picture(10, 10), width: 11 };
    await expect(encoder.encode(image, jpeg)).rejects.toMatchObject({ code: 'internal' });
  });
});
