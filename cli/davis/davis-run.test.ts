import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ColorSegmenter } from '../../core/engine/testing/color-segmenter.ts';
import { frameIndex } from '../../core/schema/brands.ts';
import { inFolder } from '../testing/cli.ts';
import { reportLines, reportOf } from './bench-report.ts';
import { runSequence, type SequenceOptions } from './davis-run.ts';
import { truthOfEach } from './davis-truth.ts';
import { PALETTE, writeScene, type SceneObject } from './testing/davis-scene.ts';

const options = (changes: Partial<SequenceOptions> = {}): SequenceOptions => ({
  every: 1,
  labels: undefined,
  objects: false,
  interactive: undefined,
  cpu: false,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  ...changes,
});

const [first, second] = PALETTE as [SceneObject['maskColor'], SceneObject['maskColor']];
// On whole cells (4 pixels): of a flat colour all cells look alike, and the first of them votes.
const red: SceneObject = { colorAt: () => [220, 40, 40], boxAt: (f) => [20 + 8 * f, 20, 36, 36], maskColor: second };
const blue: SceneObject = { colorAt: () => [40, 60, 220], boxAt: (f) => [188 - 8 * f, 88, 40, 32], maskColor: first };
/** It is hidden on frames 3 and 4. */
const hiding: SceneObject = { ...red, colorAt: (frame) => (frame === 3 || frame === 4 ? null : [220, 40, 40]) };
/** On frame 1 it jumps out of the window in which it is searched, and is found again on the next frame. */
const jumping: SceneObject = { ...red, boxAt: (frame) => (frame < 1 ? [20, 20, 36, 36] : [200, 100, 36, 36]) };

describe('the objects of masks', () => {
  it.each([true, false])(
    'are their colours in the order of the palette (masks with a palette: %s)',
    async (palette) => {
      await inFolder(async (folder) => {
        const sequence = await writeScene(folder, 'two', 1, [red, blue], { palette });
        const truth = await truthOfEach(sequence, [frameIndex(0)]);
        const masks = [...(await truth.masksOn(frameIndex(0))).values()];
        expect(truth.objects).toEqual([1, 2]);
        expect(masks.map(({ data }) => data.filter((value) => value === 1).length)).toEqual([40 * 32, 36 * 36]);
      });
    },
  );

  it('are empty where one is gone, and the same numbers on every frame', async () => {
    await inFolder(async (folder) => {
      const leaving: SceneObject = { ...blue, boxAt: (frame) => (frame === 0 ? [188, 88, 40, 32] : null) };
      const sequence = await writeScene(folder, 'leaving', 2, [red, leaving]);
      const truth = await truthOfEach(sequence, [frameIndex(0)]);
      const later = [...(await truth.masksOn(frameIndex(1))).values()];
      expect(later.map(({ data }) => data.includes(1))).toEqual([false, true]);
    });
  });
});

describe('a run through a sequence', () => {
  it('propagates several objects at once, and scores each', async () => {
    await inFolder(async (folder) => {
      const sequence = await writeScene(folder, 'two', 6, [red, blue]);
      const segmenter = new ColorSegmenter();
      const report = reportOf(1, [await runSequence(sequence, segmenter, options({ objects: true }))]);
      expect(segmenter.encodeRuns).toBe(6);
      expect(report.sequences[0]?.frames).toBe(5);
      expect(report.sequences[0]?.labels).toHaveLength(10);
      const objects = report.sequences[0]?.objects ?? [];
      expect(objects.map(({ object }) => object)).toEqual([1, 2]);
      for (const { boxIoU, J } of objects) {
        expect(boxIoU).toBeGreaterThan(0.85);
        expect(J).toBeGreaterThan(0.85);
      }
      expect(report.mean.J).toBeCloseTo(((objects[0]?.J ?? 0) + (objects[1]?.J ?? 0)) / 2);
      expect(reportLines(report).map((line) => line.split(/ {2,}/)[0])).toEqual(
        expect.arrayContaining(['two 1', 'two 2', 'mean']),
      );
    });
  });

  it('takes all that is not black as one object where that is not asked for', async () => {
    await inFolder(async (folder) => {
      const sequence = await writeScene(folder, 'two', 3, [red, blue]);
      const { run } = await runSequence(sequence, new ColorSegmenter(), options());
      expect(run.project.tracks.map(({ shapes }) => shapes['0']?.box)).toEqual([[20, 20, 208, 100]]);
    });
  });

  it('measures the time of one object, and of those beyond it by a run with twice as many', async () => {
    await inFolder(async (folder) => {
      const sequence = await writeScene(folder, 'two', 4, [red, blue]);
      const done = await runSequence(sequence, new ColorSegmenter(), options({ objects: true, cpu: true }));
      expect(done.twins?.project.tracks.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
      const seconds = (cpu: number) => ({ ...done.run, frames: 4, cpuMilliseconds: cpu });
      const report = reportOf(1, [{ ...done, run: seconds(4000), twins: seconds(4800) }]);
      // 1.0 s a frame with two objects and 1.2 s with four: 0.1 s each, and 0.9 s with one.
      expect(report.cpuSecondsPerFrame?.furtherObject).toBeCloseTo(0.1);
      expect(report.cpuSecondsPerFrame?.firstObject).toBeCloseTo(0.9);
      expect(reportLines(report)).toContain('CPU seconds a frame: 0.900 with one object, 0.100 for each object more');
    });
  });
});

describe('a simulated user', () => {
  it('labels where the list of doubts begins, until there is no doubt', async () => {
    await inFolder(async (folder) => {
      const sequence = await writeScene(folder, 'jumping', 6, [jumping]);
      const done = await runSequence(sequence, new ColorSegmenter(), options({ interactive: 3 }));
      const { doubted, worst } = done.interactive ?? { doubted: [], worst: [] };
      expect(done.labels[0]).toMatchObject({ state: 'lost', J: 0, doubt: { rank: 0 } });
      expect(doubted.map(({ labels }) => labels)).toEqual([1, 2, 2]);
      expect(worst.map(({ labels }) => labels)).toEqual([1, 2, 3]);
      for (const steps of [doubted, worst]) {
        expect(steps[0]?.J).toBeLessThan(0.85);
        expect(steps[1]?.J).toBeGreaterThan(0.95);
      }
    });
  });

  it('labels what is worst in truth, and all is run again', async () => {
    await inFolder(async (folder) => {
      // From frame 1 on the truth is the other object: nothing in the labels tells.
      const until: SceneObject = { ...red, maskColor: [0, 0, 0] };
      const sequence = await writeScene(folder, 'both', 5, [until, { ...blue, maskColor: [0, 0, 0] }]);
      const reds = await writeScene(join(folder, 'reds'), 'red', 5, [red]);
      const blues = await writeScene(join(folder, 'blues'), 'blue', 5, [blue]);
      const maskPaths = reds.maskPaths.map((path, frame) => (frame < 1 ? path : (blues.maskPaths[frame] ?? path)));
      const truth = { ...sequence, maskPaths };
      const { interactive } = await runSequence(truth, new ColorSegmenter(), options({ interactive: 2 }));
      expect(interactive?.doubted.map(({ labels }) => labels)).toEqual([1, 1]);
      expect(interactive?.worst[0]?.J).toBeLessThan(0.4);
      expect(interactive?.worst[1]?.J).toBeGreaterThan(0.95);
    });
  });
});

describe('the figures of the list of doubts', () => {
  it('are the share of the wrong frames that it has, and the share of it that is wrong', async () => {
    await inFolder(async (folder) => {
      const sequence = await writeScene(folder, 'hiding', 6, [hiding]);
      const done = await runSequence(sequence, new ColorSegmenter(), options());
      // Frames 3 and 4: every lost frame, not only the first; and 5, where it was found again.
      expect(reportOf(1, [done]).doubts).toEqual({
        frames: 5,
        listed: 3,
        masks: { wrong: 2, wrongListed: 2, recall: 1, precision: 2 / 3 },
        labels: { wrong: 2, wrongListed: 2, recall: 1, precision: 2 / 3 },
      });
      const labels = done.labels.map((each) => ({ ...each, J: each.frame === 4 || each.frame === 1 ? 0.4 : 0.9 }));
      expect(reportOf(1, [{ ...done, labels }]).doubts).toMatchObject({
        masks: { wrong: 2, recall: 1 / 2, precision: 1 / 3 },
        // The boxes of the two lost frames count too.
        labels: { wrong: 3, recall: 2 / 3, precision: 2 / 3 },
      });
    });
  });

  it('are missing where nothing is wrong and nothing in the list', async () => {
    await inFolder(async (folder) => {
      const sequence = await writeScene(folder, 'red', 4, [red]);
      const report = reportOf(1, [await runSequence(sequence, new ColorSegmenter(), options())]);
      expect(report.doubts).toMatchObject({ listed: 0, masks: { wrong: 0, recall: null, precision: null } });
      expect(report.reliability.bins.flatMap(({ count, right }) => (count > 0 ? [[count, right]] : []))).toEqual([
        [3, 1],
      ]);
    });
  });
});
