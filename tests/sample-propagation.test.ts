// @module-tag process
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_SAMPLING, SCENE_FRAMES, SCENE_OBJECTS, type SceneObject } from '../client/workers/sample-scene.ts';
import { sampleTruth } from '../client/workers/sample-truth.ts';
import { propagate } from '../core/engine/propagate.ts';
import { boxIou } from '../core/geometry/box.ts';
import type { Segmenter } from '../core/ports/segmenter.ts';
import { frameIndex, trackId, type ImageBox } from '../core/schema/brands.ts';
import { openFrames } from '../node/frames/frame-source.ts';
import { openNodeSegmenter } from '../node/segmenter/segmenter.ts';
import { writeFixture } from './fixtures/numbered-clip.ts';
import { sampleClip } from './fixtures/sample-clip.ts';

let folder = '';
let segmenter: Segmenter | null = null;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vdf-sample-'));
  segmenter = await openNodeSegmenter({ device: 'cpu', onFallback: () => undefined });
});
afterAll(async () => {
  await segmenter?.dispose();
  await rm(folder, { recursive: true });
});

/** The sampling that the page gives the sample clip. */
function everyOfFirstRun(): number {
  if (SAMPLE_SAMPLING.kind !== 'every') throw new Error('this test counts frames');
  return SAMPLE_SAMPLING.n;
}

const idOf = (name: SceneObject) => trackId(SCENE_OBJECTS.indexOf(name) + 1);

/**
 * The overlap (IoU) of each propagated box with the object's drawn box, from the true boxes of the first
 * frame.
 */
async function overlaps(
  every: number,
  wanted: readonly SceneObject[],
  lastFrame = SCENE_FRAMES - 1,
): Promise<Map<string, number>> {
  if (!segmenter) throw new Error('the model is not open');
  const frames = await openFrames(await writeFixture(join(folder, 'sample-clip.mp4'), await sampleClip()));
  const tracks = wanted.map((name) => ({ id: idOf(name), labels: [{ frame: frameIndex(0), box: boxAt(name, 0) }] }));
  const targets = Array.from({ length: Math.floor(lastFrame / every) + 1 }, (_, at) => frameIndex(at * every));
  const found = new Map<string, number>();
  try {
    for await (const { frame, tracks: results } of propagate({ frames, segmenter }, { tracks, targets })) {
      for (const name of wanted) {
        const result = results.find((each) => each.trackId === idOf(name));
        if (result && result.state !== 'user')
          found.set(`${name} on frame ${frame}`, result.box ? boxIou(result.box, boxAt(name, frame)) : 0);
      }
    }
  } finally {
    await frames.close();
  }
  return found;
}

function boxAt(name: SceneObject, frame: number): ImageBox {
  const box = sampleTruth(frame).find((each) => each.name === name)?.box;
  if (!box) throw new Error(`the ${name} is not in frame ${frame}`);
  return box;
}

describe('the boxes that are propagated through the sample clip', () => {
  it('overlap what is drawn by 0.9 or more, all objects on the frames of the first run (promise 26)', async () => {
    const found = await overlaps(everyOfFirstRun(), SCENE_OBJECTS);
    expect(found.size).toBe(9);
    for (const [where, iou] of found) expect(iou, where).toBeGreaterThanOrEqual(0.9);
  });

  it(
    'overlap a ball with a stripe by 0.9 or more, which moves by twice its size from frame to frame',
    { tags: ['long'] },
    async () => {
      const found = await overlaps(12, ['ball'], 36);
      expect(found.size).toBe(3);
      for (const [where, iou] of found) expect(iou, where).toBeGreaterThanOrEqual(0.9);
    },
  );
});
