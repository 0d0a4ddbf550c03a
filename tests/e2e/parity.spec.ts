import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { decodeMask } from '../../core/geometry/mask-rle.ts';
import { openModel } from '../../core/models/model.ts';
import { DEFAULT_MODEL } from '../../core/models/registry.ts';
import type { MaskRle } from '../../core/schema/mask.ts';
import { openNodeVideo } from '../../node/frames/node-video.ts';
import { OrtNodeRuntime } from '../../node/segmenter/ort-node-runtime.ts';
import { loadModelFiles } from '../../node/models/model-files.ts';
import { writeNumberedClip } from '../fixtures/numbered-clip.ts';
import { AppPage } from './app-page.ts';
import { propagateClip, type ClipResult } from './propagate-clip.ts';
import { askWorker, serveWorker } from './worker-bundle.ts';

function iou(a: MaskRle, b: MaskRle): number {
  const first = decodeMask(a).data;
  const second = decodeMask(b).data;
  let intersection = 0;
  let union = 0;
  first.forEach((value, i) => {
    intersection += value & (second[i] ?? 0);
    union += value | (second[i] ?? 0);
  });
  return intersection / union;
}

test('promise 21: the browser on WebAssembly and Node on the CPU find the same masks', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'vdf-parity-'));
  try {
    const path = join(folder, 'clip.mp4');
    await writeNumberedClip(path, { frames: 13, width: 320, height: 240, bFrames: true });
    const files = await loadModelFiles(DEFAULT_MODEL);
    const segmenter = await openModel(DEFAULT_MODEL, new OrtNodeRuntime('cpu'), files);
    const inNode = await propagateClip(await openNodeVideo(path), segmenter);

    const address = await serveWorker(page, 'parity.worker');
    await new AppPage(page).open();
    const inBrowser = await askWorker<ClipResult[]>(page, address, { clip: [...(await readFile(path))] });

    expect(inNode.map(({ frame, state }) => ({ frame, state }))).toEqual([
      { frame: 0, state: 'user' },
      ...[4, 8, 12].map((frame) => ({ frame, state: 'propagated' })),
    ]);
    expect(inBrowser.map(({ frame, state }) => ({ frame, state }))).toEqual(
      inNode.map(({ frame, state }) => ({ frame, state })),
    );
    inNode.forEach(({ frame, mask }, i) => {
      const other = inBrowser[i]?.mask;
      if (!mask || !other) throw new Error(`no mask on frame ${frame}`);
      expect(iou(mask, other), `frame ${frame}`).toBeGreaterThanOrEqual(0.99);
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
