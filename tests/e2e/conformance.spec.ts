import { expect, test } from '@playwright/test';
import { MODELS } from '../../core/models/registry.ts';
import { BLOB_SINK_CHECKS } from '../../core/ports/testing/blob-sink-conformance.ts';
import { FRAME_SOURCE_CHECKS } from '../../core/ports/testing/frame-source-conformance.ts';
import { SEGMENTER_CHECKS } from '../../core/ports/testing/segmenter-conformance.ts';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { AppPage } from './app-page.ts';
import type { ConformanceReport } from './conformance.worker.ts';
import { askWorker, serveWorker } from './worker-bundle.ts';

for (const suite of ['opfs-sink', 'memory-sink'] as const) {
  test(`${suite} does what every sink must do`, async ({ page }) => {
    const address = await serveWorker(page, 'conformance.worker');
    await new AppPage(page).open();
    const { ran, failed } = await askWorker<ConformanceReport>(page, address, { suite });
    expect(ran).toHaveLength(BLOB_SINK_CHECKS.length);
    expect(failed).toEqual([]);
  });
}

for (const [name, options] of [
  ['B-frames', { bFrames: true, gop: 12 }],
  ['a variable rate', { variableRate: true }],
  ['rotation and an edit list', { rotation: 270, cutFrames: 4, width: 160, height: 240 }],
] as const) {
  test(`promise 20: decoding in the browser does what every frame source must do: ${name}`, async ({ page }) => {
    const address = await serveWorker(page, 'conformance.worker');
    await new AppPage(page).open();
    const clip = [...(await numberedClip({ frames: 24, width: 160, height: 120, ...options }))];
    const { ran, failed } = await askWorker<ConformanceReport>(page, address, { suite: 'frame-source', clip });
    expect(ran).toHaveLength(FRAME_SOURCE_CHECKS.length);
    expect(failed).toEqual([]);
  });
}

for (const { id, title, prompts: taken } of MODELS) {
  test(`${title} on WebAssembly does what every segmenter must do @long`, async ({ page }) => {
    const address = await serveWorker(page, 'conformance.worker');
    await new AppPage(page).open();
    const { ran, failed } = await askWorker<ConformanceReport>(page, address, { suite: 'segmenter', modelId: id });
    const checks = SEGMENTER_CHECKS.filter(({ prompts }) => prompts.every((kind) => taken.includes(kind)));
    expect(ran).toEqual(checks.map(({ name }) => name));
    expect(failed).toEqual([]);
  });
}
