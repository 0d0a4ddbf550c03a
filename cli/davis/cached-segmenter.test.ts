import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ColorSegmenter } from '../../core/engine/testing/color-segmenter.ts';
import { inFolder } from '../testing/cli.ts';
import { CachedSegmenter } from './cached-segmenter.ts';

const image = (shade: number) => ({ width: 64, height: 36, data: new Uint8ClampedArray(64 * 36 * 4).fill(shade) });

describe('a segmenter with a cache', () => {
  it('encodes each image once, and gives the same again', async () => {
    await inFolder(async (folder) => {
      const cache = join(folder, 'cache');
      const segmenter = new ColorSegmenter();
      const first = await new CachedSegmenter(segmenter, cache).encode(image(7));
      const again = await new CachedSegmenter(segmenter, cache).encode(image(7));
      expect(segmenter.encodeRuns).toBe(1);
      const { dispose: _, ...values } = first;
      expect(again).toMatchObject(values);
      await new CachedSegmenter(segmenter, cache).encode(image(8));
      expect(segmenter.encodeRuns).toBe(2);
      expect((await readdir(cache)).filter((name) => name.endsWith('.bin'))).toHaveLength(2);
    });
  });
});
