// @module-tag process
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boxIou } from '../../core/geometry/box.ts';
import { imageBox } from '../../core/schema/brands.ts';
import { parseProjectText } from '../../core/schema/project.ts';
import { unzip } from '../../tests/unzip.ts';
import { consume as readYoloDarknet } from '../../core/formats/yolo-darknet/testing/consumer.ts';
import { consume as readYoloDetect } from '../../core/formats/yolo-detect/testing/consumer.ts';
import { discAt, discImage, discPrompts, inFolder, runCli, runCliInShell, writeDiscs } from '../testing/cli.ts';

/** Writes a folder with `frames` images and a prompts file. Returns the arguments that label them. */
async function prepared(folder: string, frames: number, prompts: unknown = discPrompts, scale = 1) {
  const images = join(folder, 'images');
  const file = join(folder, 'prompts.json');
  await mkdir(images);
  await writeDiscs(images, frames, scale);
  await writeFile(file, typeof prompts === 'string' ? prompts : JSON.stringify(prompts));
  const out = join(folder, 'out.zip');
  return { out, args: ['annotate', images, '--prompts', file, '--every', '1', '--out', out, '--device', 'cpu'] };
}

const leftOver = async (folder: string) => (await readdir(folder)).sort();

/** Runs the real model: seconds usually, but minutes on a busy machine. */
const slow = { timeout: 240_000 };

describe('vdf annotate', slow, () => {
  it('writes a dataset that YOLO trainers read, and the project', async () => {
    await inFolder(async (folder) => {
      const { out, args } = await prepared(folder, 3);
      const projectFile = join(folder, 'project.json');
      const more = ['--format', 'yolo-detect', '--project', projectFile, '--image', 'png', '--split', '40/30/30'];
      const { code, stdout, stderr } = await runCli([...args, ...more]);
      expect(stderr).toMatch(/^Running on CPU\.\n(Labelling|Writing): /);
      expect(stderr).not.toContain('\u001b');
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('3 frames, yolo-detect') as string });
      const dataset = readYoloDetect(await unzip(await readFile(out)));
      expect(dataset.names).toEqual(['ball']);
      expect(dataset.images.map(({ rank, split }) => [rank, split])).toEqual([
        [0, 'train'],
        [1, 'val'],
        [2, 'test'],
      ]);
      for (const { rank, labels, width, height } of dataset.images) {
        const { x, y, radius } = discAt(rank);
        expect(labels).toHaveLength(1);
        for (const label of labels) {
          const [w, h] = [label.width * width, label.height * height];
          const found = imageBox(label.centreX * width - w / 2, label.centreY * height - h / 2, w, h);
          expect(boxIou(found, imageBox(x - radius, y - radius, 2 * radius, 2 * radius))).toBeGreaterThan(0.85);
        }
      }
      const project = parseProjectText(await readFile(projectFile, 'utf8'));
      expect(Object.values(project.tracks[0]?.shapes ?? {}).map(({ source }) => source)).toEqual([
        'user',
        'propagated',
        'propagated',
      ]);
      expect(project.engine).toMatchObject({ modelId: 'mobile-sam', backend: 'cpu', precision: 'fp32' });
      expect(await leftOver(folder)).toEqual(['images', 'out.zip', 'project.json', 'prompts.json']);
    });
  });

  it('leaves out frames on which the object was lost, and says how many and how to keep them', async () => {
    await inFolder(async (folder) => {
      const { out, args } = await prepared(folder, 6);
      for (const frame of [2, 3])
        await writeFile(join(folder, 'images', `0000${frame}.png`), await discImage(frame, 1, true));
      const facts = async (...more: string[]) => {
        const { code, stdout, stderr } = await runCli([...args, '--format', 'yolo-detect', '--json', ...more]);
        expect({ code, stderr }).toMatchObject({ code: 0 });
        const files = await unzip(await readFile(out));
        const { counts } = JSON.parse(new TextDecoder().decode(files.get('metadata.json'))) as { counts: object };
        return { stderr, told: JSON.parse(stdout) as object, counts, images: readYoloDetect(files).images };
      };
      const usual = await facts();
      expect(usual.stderr).toMatch(
        /^Left out: 2 frames on which an object is unknown .*--keep-lost keeps such frames\.$/m,
      );
      expect(usual.images.map(({ rank, labels }) => [rank, labels.length])).toEqual([0, 1, 4, 5].map((at) => [at, 1]));
      const leftOut = { lostObject: 2, doubtfulLabel: 0 };
      expect(usual.told).toMatchObject({ frames: 4, leftOut });
      expect(usual.counts).toMatchObject({ backgroundFrames: 0, leftOut: { ...leftOut, nearDuplicate: 0 } });
      const kept = await facts('--keep-lost');
      expect(kept.stderr).not.toContain('Left out');
      expect(kept.images.map(({ labels }) => labels.length)).toEqual([1, 1, 0, 0, 1, 1]);
      const both = await runCli([...args, '--format', 'yolo-detect', '--keep-lost', '--skip-lost']);
      expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be used with') as string });
    });
  });

  it('says at once which boxes the mask does not fill, and keeps the margins of an object on demand', async () => {
    await inFolder(async (folder) => {
      const wide = (frame: number) => [discAt(frame).x - 45, 28, 90, 90] as const;
      const prompt = { frame: 0, class: 'ball', object: 3, box: wide(0), keepMargins: true };
      const { out, args } = await prepared(folder, 3, { classes: ['ball'], prompts: [prompt] });
      const projectFile = join(folder, 'project.json');
      const more = ['--format', 'yolo-detect', '--project', projectFile, '--json'];
      const { code, stdout, stderr } = await runCli([...args, ...more]);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(stderr.match(/^The mask covers \d+ % of the box of object 3 \(ball\) on frame 0: .*$/gm)).toHaveLength(1);
      const { tracks } = parseProjectText(await readFile(projectFile, 'utf8'));
      const shapes = tracks[0]?.shapes ?? {};
      const fill = shapes['0']?.fill ?? NaN;
      expect(fill).toBeGreaterThan(0.3);
      expect(fill).toBeLessThan(0.8);
      expect(JSON.parse(stdout)).toMatchObject({ labels: [{ object: 3, frame: 0, fill }] });
      expect(tracks[0]?.keepMargins).toBe(true);
      expect(shapes['0']?.box).toEqual(wide(0));
      for (const frame of [1, 2])
        expect(boxIou(shapes[frame]?.box ?? imageBox(0, 0, 1, 1), imageBox(...wide(frame)))).toBeGreaterThan(0.85);
      const files = await unzip(await readFile(out));
      expect(JSON.parse(new TextDecoder().decode(files.get('metadata.json')))).toMatchObject({ keepMargins: [3] });
    });
  });

  it('writes darknet datasets, and computes in fp16 on demand', async () => {
    await inFolder(async (folder) => {
      const { out, args } = await prepared(folder, 2);
      const more = ['--format', 'yolo-darknet', '--quality', '80', '--precision', 'fp16'];
      const { code, stderr } = await runCli([...args, ...more]);
      expect(stderr).toMatch(/^Running on CPU in fp16 \(as asked for\)\.$/m);
      expect(code).toBe(0);
      const files = await unzip(await readFile(out));
      const { images } = readYoloDarknet(files);
      expect(images.map(({ labels }) => labels.length)).toEqual([1, 1]);
      const metadata = new TextDecoder().decode(files.get('metadata.json'));
      expect(JSON.parse(metadata)).toMatchObject({ engine: { backend: 'cpu', precision: 'fp16' } });
    });
  });

  it.each([
    ['text that is not JSON', '{"classes": [', /is not JSON/],
    ['an empty list', { classes: ['ball'], prompts: [] }, /prompts file/],
    [
      'a box outside the frame',
      { classes: ['ball'], prompts: [{ frame: 0, class: 'ball', object: 1, box: [500, 0, 9, 9] }] },
      /Prompt 1 .*outside/,
    ],
    [
      'a box without area',
      { classes: ['ball'], prompts: [{ frame: 0, class: 'ball', object: 1, box: [5, 5, 0, 9] }] },
      /Prompt 1 .*without area/,
    ],
    [
      'a frame that does not exist',
      { classes: ['ball'], prompts: [{ frame: 9, class: 'ball', object: 1, box: [5, 5, 9, 9] }] },
      /Prompt 1 .*frame 9/,
    ],
    [
      'an unknown class',
      { classes: ['ball'], prompts: [{ frame: 0, class: 'cat', object: 1, box: [5, 5, 9, 9] }] },
      /Prompt 1 .*"cat"/,
    ],
  ])('refuses %s before any work', async (_, prompts, sentence) => {
    await inFolder(async (folder) => {
      const { args } = await prepared(folder, 2, prompts);
      const { code, stdout, stderr } = await runCli([...args, '--format', 'yolo-detect']);
      expect(stderr).toMatch(sentence);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(await leftOver(folder)).toEqual(['images', 'prompts.json']);
    });
  });

  it('refuses an output folder that is not there before any work', async () => {
    await inFolder(async (folder) => {
      const { args } = await prepared(folder, 2);
      const { code, stderr } = await runCli([
        ...args,
        '--format',
        'yolo-detect',
        '--out',
        join(folder, 'nowhere', 'o.zip'),
      ]);
      expect(stderr).toMatch(/^.*folder does not exist.*\n$/);
      expect(code).toBe(1);
    });
  });

  it.each([
    ['SIGINT', 130, /Labelling: 1 of/],
    ['SIGTERM', 143, /Running on/],
  ] as const)('leaves nothing behind on %s', async (signal, exitCode, moment) => {
    await inFolder(async (folder) => {
      const { args } = await prepared(folder, 200);
      let sent = false;
      const { code, stderr } = await runCli([...args, '--format', 'yolo-detect'], (text, child) => {
        if (!sent && moment.test(text)) sent = child.kill(signal);
      });
      expect(stderr).toMatch(/Stopped before the end/);
      // It stops within a frame: a line with the last of the 200 frames would mean that it went on.
      expect(stderr).not.toContain('200 of 200');
      expect(code).toBe(exitCode);
      expect(await leftOver(folder)).toEqual(['images', 'prompts.json']);
    });
  });

  it.skipIf(process.platform === 'win32')('stops when only the shell of npm run gets the signal', async () => {
    await inFolder(async (folder) => {
      const { args } = await prepared(folder, 200);
      let sent = false;
      const { stderr } = await runCliInShell([...args, '--format', 'yolo-detect'], (text, shell) => {
        if (!sent && text.includes('Running on')) sent = shell.kill('SIGTERM');
      });
      expect(stderr).toMatch(/Stopped before the end/);
      expect(await leftOver(folder)).toEqual(['images', 'prompts.json']);
    });
  });

  it('leaves the archive that was there, or a whole new one, when it is stopped while writing', async () => {
    await inFolder(async (folder) => {
      const { args, out } = await prepared(folder, 3, discPrompts, 10);
      await writeFile(out, 'the old one');
      let sent = false;
      const { code } = await runCli(
        [...args, '--format', 'yolo-detect', '--image', 'png', '--keep-lost'],
        (text, child) => {
          if (!sent && text.includes('Writing: 1 of 3')) sent = child.kill('SIGINT');
        },
      );
      // On a slow machine the last frame can be written before the signal arrives.
      expect([0, 130]).toContain(code);
      if (code === 130) expect(await readFile(out, 'utf8')).toBe('the old one');
      else expect(readYoloDetect(await unzip(await readFile(out))).images).toHaveLength(3);
      expect(await leftOver(folder)).toEqual(['images', 'out.zip', 'prompts.json']);
    });
  });
});
