import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCENE, SCENE_FRAMES, SCENE_OBJECTS, type SceneObject } from '../client/workers/sample-scene.ts';
import { sampleTruth } from '../client/workers/sample-truth.ts';
import { propagate } from '../core/engine/propagate.ts';
import { sampleFrames } from '../core/engine/sampling.ts';
import { boxIou } from '../core/geometry/box.ts';
import type { Segmenter } from '../core/ports/segmenter.ts';
import { frameIndex, trackId, type ImageBox } from '../core/schema/brands.ts';
import type { Sampling } from '../core/schema/project.ts';
import { openFrames } from '../server/inference/frame-source.ts';
import { openNodeSegmenter } from '../server/inference/segmenter.ts';
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

const idOf = (name: SceneObject) => trackId(SCENE_OBJECTS.indexOf(name) + 1);

/** The overlap (IoU) of each propagated box with where the object was drawn, from the true boxes of the first frame. */
async function overlaps(sampling: Sampling, wanted: readonly SceneObject[]): Promise<Map<string, number>> {
  if (!segmenter) throw new Error('the model is not open');
  const frames = await openFrames(await writeFixture(join(folder, 'sample-clip.mp4'), await sampleClip()));
  const timestamps = Array.from({ length: SCENE_FRAMES }, (_, rank) => rank / SCENE.framesPerSecond);
  const tracks = wanted.map((name) => ({ id: idOf(name), labels: [{ frame: frameIndex(0), box: boxAt(name, 0) }] }));
  const found = new Map<string, number>();
  try {
    for await (const { frame, tracks: results } of propagate(
      { frames, segmenter },
      { tracks, targets: sampleFrames(timestamps, sampling) },
    )) {
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
    const found = await overlaps({ kind: 'every', n: 25 }, SCENE_OBJECTS);
    expect(found.size).toBe(9);
    for (const [where, iou] of found) expect(iou, where).toBeGreaterThanOrEqual(0.9);
  });

  it('overlap a ball with a stripe by 0.9 or more, which moves by twice its size from frame to frame', async () => {
    const found = await overlaps({ kind: 'every', n: 12 }, ['ball']);
    expect(found.size).toBe(8);
    for (const [where, iou] of found) expect(iou, where).toBeGreaterThanOrEqual(0.9);
  });
});
