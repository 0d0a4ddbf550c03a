// @module-tag process
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { bitmaskArea } from '../../core/geometry/bitmask.ts';
import { frameIndex } from '../../core/schema/brands.ts';
import { discImage, discMask, inFolder, runCli } from '../testing/cli.ts';
import { findSequences, readMask } from '../davis/davis-data.ts';
import { spreadEvenly } from '../davis/davis-run.ts';

/** A DAVIS folder with one sequence of discs. */
async function davisFolder(folder: string, level: string, frames: number): Promise<void> {
  const images = join(folder, 'JPEGImages', level, 'disc');
  const masks = join(folder, 'Annotations', level, 'disc');
  await mkdir(images, { recursive: true });
  await mkdir(masks, { recursive: true });
  for (let frame = 0; frame < frames; frame++) {
    const name = String(frame).padStart(5, '0');
    await writeFile(
      join(images, `${name}.jpg`),
      await sharp(await discImage(frame))
        .jpeg({ quality: 95 })
        .toBuffer(),
    );
    await writeFile(join(masks, `${name}.png`), await discMask(frame));
  }
}

/** Runs the real model: seconds usually, but minutes on a busy machine. */
const slow = { timeout: 240_000 };

describe('vdf bench davis', slow, () => {
  it('scores what was not labelled and writes exactly the promised JSON', async () => {
    await inFolder(async (folder) => {
      await davisFolder(folder, '480p', 5);
      const json = join(folder, 'result.json');
      const { code, stdout } = await runCli([
        'bench',
        'davis',
        folder,
        '--every',
        '2',
        '--json',
        json,
        '--device',
        'cpu',
      ]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^sequence +frames +box IoU +J +F +s\/frame\ndisc +2 /);
      const report = JSON.parse(await readFile(json, 'utf8')) as Record<string, unknown>;
      const score = expect.toSatisfy((value: number) => value > 0.9 && value <= 1) as number;
      const positive = expect.toSatisfy((value: number) => value > 0) as number;
      const figures = { boxIoU: score, J: score, F: score };
      const given = expect.anything() as unknown;
      const none = { wrong: 0, wrongListed: 0, recall: null, precision: null };
      expect(report).toEqual({
        every: 2,
        sequences: [
          {
            name: 'disc',
            frames: 2,
            ...figures,
            secondsPerFrame: positive,
            objects: [{ object: 1, ...figures }],
            labels: [2, 4].map((frame) => ({
              object: 1,
              frame,
              state: 'propagated',
              confidence: positive,
              ...figures,
              doubt: null,
              evidence: given,
            })),
          },
        ],
        mean: figures,
        modelShare: expect.toSatisfy((share: number) => share > 0 && share <= 1) as number,
        reliability: { bins: expect.objectContaining({ length: 10 }) as unknown, expectedCalibrationError: given },
        doubts: { frames: 2, listed: 0, masks: none, labels: none },
      });
    });
  });

  it('starts from true masks with --labels', async () => {
    await inFolder(async (folder) => {
      await davisFolder(folder, '.', 3);
      const { code, stdout } = await runCli(['bench', 'davis', folder, '--labels', '2', '--device', 'cpu']);
      expect(code).toBe(0);
      expect(stdout).toMatch(/\ndisc +1 /);
    });
  });

  it('lets a simulated user label, and measures CPU time', async () => {
    await inFolder(async (folder) => {
      await davisFolder(folder, '480p', 3);
      const options = ['--interactive', '2', '--objects', '--cpu', '--device', 'cpu'];
      const { code, stdout } = await runCli(['bench', 'davis', folder, ...options]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/\nCPU seconds a frame: \d\.\d{3} with one object, -?\d\.\d{3} for each object more\n/);
      expect(stdout).toMatch(/\nJ after labels +doubted 1 +doubted 2 +worst 1 +worst 2\ndisc +0\.9\d\d /);
    });
  });

  it('says what is missing', async () => {
    await inFolder(async (folder) => {
      expect(await runCli(['bench', 'davis', folder])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('JPEGImages') as string,
      });
      await davisFolder(folder, '480p', 1);
      const { code, stderr } = await runCli(['bench', 'davis', folder, '--sequences', 'disc,cat']);
      expect(stderr).toMatch(/^There is no sequence "cat" in .*; it has disc\.\n$/);
      expect(code).toBe(1);
    });
  });
});

describe('findSequences', () => {
  it('refuses an image without a mask', async () => {
    await inFolder(async (folder) => {
      await davisFolder(folder, '480p', 2);
      await writeFile(join(folder, 'JPEGImages', '480p', 'disc', '00002.jpg'), 'x');
      await expect(findSequences(folder, undefined)).rejects.toThrow('00002.png');
    });
  });
});

describe('findSequences, before any work', () => {
  it.each([
    [
      'of another size',
      () =>
        sharp({ create: { width: 9, height: 8, channels: 3, background: '#fff' } })
          .png()
          .toBuffer(),
      /00001\.png is 9 × 8 pixels, but its image is 240 × 160\./,
    ],
    ['that is damaged', async () => (await discMask(1)).subarray(0, 20), /00001\.png cannot be read\./],
  ])('refuses a mask %s', async (_, mask, sentence) => {
    await inFolder(async (folder) => {
      await davisFolder(folder, '480p', 3);
      await writeFile(join(folder, 'Annotations', '480p', 'disc', '00001.png'), await mask());
      await expect(findSequences(folder, undefined)).rejects.toThrow(sentence);
    });
  });
});

describe('a sequence whose first mask is empty', slow, () => {
  it('has nothing to start from', async () => {
    await inFolder(async (folder) => {
      await davisFolder(folder, '480p', 2);
      const empty = sharp({ create: { width: 240, height: 160, channels: 3, background: '#000' } }).png();
      await empty.toFile(join(folder, 'Annotations', '480p', 'disc', '00000.png'));
      const { code, stderr } = await runCli(['bench', 'davis', folder, '--device', 'cpu']);
      expect(stderr.trimEnd().split('\n').at(-1)).toBe(
        'There is nothing to start from in "disc": the masks of its labelled frames (0) show no object.',
      );
      expect(code).toBe(1);
    });
  });
});

describe('the masks of a sequence', () => {
  it('are those of the frames that are read from its images, whatever these are called', async () => {
    await inFolder(async (folder) => {
      const parts = ['JPEGImages', 'Annotations'].map((part) => join(folder, part, 'disc'));
      for (const [at, part] of parts.entries()) {
        await mkdir(part, { recursive: true });
        const ending = at === 0 ? 'jpg' : 'png';
        for (const frame of [2, 10, 1]) await writeFile(join(part, `${frame}.${ending}`), await discMask(frame));
      }
      await writeFile(join(folder, 'JPEGImages', 'disc', '._1.jpg'), 'what other systems leave behind');
      const [sequence] = await findSequences(folder, undefined);
      const masks = [1, 2, 10].map((frame) => join(folder, 'Annotations', 'disc', `${frame}.png`));
      expect(sequence?.maskPaths).toEqual(masks);
    });
  });
});

describe('readMask', () => {
  it('reads grey and palette masks alike', async () => {
    await inFolder(async (folder) => {
      const grey = await discMask(0);
      // Dark red as in the palette of DAVIS.
      const palette = await sharp(grey).tint({ r: 128, g: 0, b: 0 }).png({ palette: true, colours: 2 }).toBuffer();
      await writeFile(join(folder, 'grey.png'), grey);
      await writeFile(join(folder, 'palette.png'), palette);
      expect((await sharp(palette).metadata()).isPalette).toBe(true);
      const masks = await Promise.all(['grey.png', 'palette.png'].map((name) => readMask(join(folder, name))));
      expect(masks[1]).toEqual(masks[0]);
      expect(masks[0]).toMatchObject({ width: 240, height: 160 });
      expect(bitmaskArea(masks[0] ?? { data: new Uint8Array() }) / (Math.PI * 30 ** 2)).toBeCloseTo(1, 1);
    });
  });
});

describe('spreadEvenly', () => {
  const frames = [0, 6, 12, 18, 24].map(frameIndex);

  it.each([
    [1, [0]],
    [2, [0, 24]],
    [3, [0, 12, 24]],
    [5, [0, 6, 12, 18, 24]],
    [9, [0, 6, 12, 18, 24]],
  ])('takes %i frames', (count, expected) => {
    expect(spreadEvenly(frames, count)).toEqual(expected);
  });
});
