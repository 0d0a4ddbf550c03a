import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { frameIndex } from '../../core/schema/brands.ts';
import { OPACITIES, transparentClip } from '../../tests/fixtures/libav-clip.ts';
import { writeFixture } from '../../tests/fixtures/numbered-clip.ts';
import { openFrames } from './frame-source.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vdf-alpha-'));
});
afterAll(() => rm(folder, { recursive: true }));

it.each(['vp8', 'vp9'] as const)(
  'transparent %s lies over black, whatever colour it has in the file',
  async (codec) => {
    const source = await openFrames(
      await writeFixture(join(folder, `${codec}.webm`), await transparentClip(codec, 12)),
    );
    expect(source.metadata).toMatchObject({ codec, frameCount: 12, width: 64, height: 48 });
    for (const rank of [11, 0, 7, 3, 4]) {
      const frame = await source.frame(frameIndex(rank));
      const { data, width } = await frame.rgba();
      const grey = ((100 + 8 * rank - 16) * 255) / 219;
      OPACITIES.forEach((opacity, column) => {
        const at = 4 * (24 * width + 16 * column + 8);
        const wanted = (grey * opacity) / 255;
        // The encoder loses a little.
        for (const value of data.slice(at, at + 3)) expect(Math.abs(value - wanted)).toBeLessThanOrEqual(3);
        expect(data[at + 3]).toBe(255);
      });
      frame.close();
    }
    expect(source.liveFrames).toBe(0);
    await source.close();
  },
);
