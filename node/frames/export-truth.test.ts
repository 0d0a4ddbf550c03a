import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportDataset } from '../../core/export/export-dataset.ts';
import { writeZip } from '../../core/export/zip.ts';
import { parsePrompts, promptsToProject } from '../../core/project/prompts-to-project.ts';
import { datasetSpecSchema } from '../../core/schema/dataset-spec.ts';
import { numberedClip, writeFixture, type ClipOptions } from '../../tests/fixtures/numbered-clip.ts';
import { objectBox, readFrameNumber } from '../../tests/fixtures/numbered-frame.ts';
import { unzip } from '../../tests/unzip.ts';
import { consume as readYoloDetect } from '../../core/formats/yolo-detect/testing/consumer.ts';
import { createFileSink } from '../files/file-sink.ts';
import { createNodeImageEncoder } from '../files/node-image-encoder.ts';
import { openFrames } from './frame-source.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vdf-truth-'));
});
afterAll(() => rm(folder, { recursive: true }));

const EVERY = 4;
const FRAMES = 40;

/**
 * The dataset of a clip whose object is labelled on every sampled frame, at the place where the clip was
 * drawn.
 */
async function datasetOf(
  name: string,
  options: ClipOptions,
  image: { type: 'png' } | { type: 'jpeg'; quality: number },
) {
  const frames = await openFrames(await writeFixture(join(folder, `${name}.mp4`), await numberedClip(options)));
  try {
    const { width, height } = frames.metadata;
    const prompts = Array.from({ length: FRAMES / EVERY }, (_, at) => {
      const box = objectBox(at * EVERY, width, height);
      return { frame: at * EVERY, class: 'number', object: 1, box: [box.x, box.y, box.width, box.height] };
    });
    const wanted = parsePrompts({ classes: ['number'], prompts });
    const project = promptsToProject(wanted, frames.metadata, { kind: 'every', n: EVERY });
    const spec = datasetSpecSchema.parse({ name, format: 'yolo-detect', image });
    const encoder = await createNodeImageEncoder();
    const out = join(folder, `${name}.zip`);
    const entries = exportDataset({ project, spec, frames, encoder, provenance: { app: 'test', version: '1' } });
    await writeZip(entries, await createFileSink(out));
    const files = await unzip(await readFile(out));
    return { files, images: readYoloDetect(files).images };
  } finally {
    await frames.close();
  }
}

describe('frame truth of an archive', () => {
  const variants: Readonly<Record<string, ClipOptions>> = {
    'constant-rate': { bFrames: false },
    'b-frames': { bFrames: true, gop: 12 },
    'variable-rate': { variableRate: true, gop: 12 },
    'edit-list': { cutFrames: 5, gop: 12 },
    rotation: { rotation: 90, width: 240, height: 320 },
    'all-at-once': { rotation: 270, variableRate: true, cutFrames: 3, gop: 12, width: 240, height: 320 },
  };

  it.each(Object.entries(variants))(
    '%s: every image shows the number of its name, and its label lies on the object',
    async (name, options) => {
      const { files, images } = await datasetOf(
        name,
        { frames: FRAMES, ...options },
        name === 'b-frames' ? { type: 'jpeg', quality: 90 } : { type: 'png' },
      );
      expect(images.map(({ rank }) => rank)).toEqual(Array.from({ length: FRAMES / EVERY }, (_, at) => at * EVERY));
      for (const { path, rank, width, height, labels } of images) {
        const { data } = await sharp(files.get(path)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
        expect(readFrameNumber({ width, height, data: new Uint8ClampedArray(data) }), path).toBe(rank);
        expect(labels).toHaveLength(1);
        const box = objectBox(rank, width, height);
        for (const label of labels) {
          expect(label.centreX * width).toBeCloseTo(box.x + box.width / 2, 2);
          expect(label.centreY * height).toBeCloseTo(box.y + box.height / 2, 2);
        }
      }
    },
  );
});
