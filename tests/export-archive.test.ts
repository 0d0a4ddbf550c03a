import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode as decodePng } from 'fast-png';
import sharp from 'sharp';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exportDataset, type ExportRequest } from '../core/export/export-dataset.ts';
import { stripes, SyntheticFrames } from '../core/export/testing/synthetic-frames.ts';
import { syntheticProject, syntheticSpec } from '../core/export/testing/synthetic-project.ts';
import { writeZip } from '../core/export/zip.ts';
import { FORMATS } from '../core/formats/registry.ts';
import type { ArchiveFiles, Consume } from '../core/formats/testing/consumed-dataset.ts';
import { consume as readYoloDetect } from '../core/formats/yolo-detect/testing/consumer.ts';
import type { ImageEncoder } from '../core/ports/image-encoder.ts';
import { classId, frameIndex } from '../core/schema/brands.ts';
import type { DatasetSpec } from '../core/schema/dataset-spec.ts';
import type { Project } from '../core/schema/project.ts';
import { createFileSink } from '../node/files/file-sink.ts';
import { createNodeImageEncoder } from '../node/files/node-image-encoder.ts';
import { unzip } from './unzip.ts';

let encoder: ImageEncoder;
const folders: string[] = [];

beforeAll(async () => {
  encoder = await createNodeImageEncoder();
});
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

function requestOf(project: Project, spec: DatasetSpec, changes: Partial<ExportRequest> = {}): ExportRequest {
  const frames = new SyntheticFrames(project.video);
  return { project, spec, frames, encoder, provenance: { app: 'test', version: '1' }, ...changes };
}

/** Exports into a real file and reads the archive back. */
async function exported(
  request: ExportRequest,
): Promise<{ bytes: Uint8Array; files: ArchiveFiles; metadata: unknown }> {
  const folder = await mkdtemp(join(tmpdir(), 'export-'));
  folders.push(folder);
  const path = join(folder, 'out.zip');
  const size = await writeZip(exportDataset(request), await createFileSink(path));
  const bytes = new Uint8Array(await readFile(path));
  expect(bytes.length).toBe(size);
  expect(request.frames.liveFrames).toBe(0);
  const files = await unzip(bytes);
  return { bytes, files, metadata: JSON.parse(new TextDecoder().decode(files.get('metadata.json'))) };
}

/** Reads archives of a format as the program does that the format is for. */
async function consumerOf(format: string): Promise<Consume> {
  const module = (await import(`../core/formats/${format}/testing/consumer.ts`)) as { consume: Consume };
  return module.consume;
}

describe.each(FORMATS.map(({ description }) => description))('an exported archive of $id', ({ id: format, needs }) => {
  let read: Consume;
  beforeAll(async () => {
    read = await consumerOf(format);
  });

  it('holds every sampled frame with its labels and nothing else', async () => {
    const project = syntheticProject({ frameCount: 10 }, { sampling: { kind: 'every', n: 3 } });
    const { files, metadata } = await exported(requestOf(project, syntheticSpec({ format })));
    const { names, images } = read(files);
    expect(names).toEqual(['dog', 'cat']);
    expect(images.map(({ rank, labels }) => [rank, labels.map((label) => label.classIndex)])).toEqual([
      [0, [0, 1]],
      [3, [0]],
      [6, [0, 1]],
      [9, [0]],
    ]);
    expect(images.map(({ split }) => split)).toEqual(['train', 'train', 'train', 'val']);
    const third = images[2]?.labels[0];
    expect(
      [third?.centreX, third?.centreY, third?.width, third?.height].map((share) => Number(share?.toFixed(5))),
    ).toEqual([(12 + 6) / 64, Number((10 / 48).toFixed(5)), 12 / 64, Number((10 / 48).toFixed(5))]);
    expect(metadata).toMatchObject({
      format,
      counts: {
        frames: 4,
        framesBySplit: { train: 3, val: 1, test: 0 },
        backgroundFrames: 0,
        objects: 6,
        objectsByClass: [
          { name: 'dog', objects: 4 },
          { name: 'cat', objects: 2 },
        ],
      },
    });
  });

  it('can lie in one folder with that of another video, whatever the script of their names', async () => {
    const archives = await Promise.all(
      ['кошка.mp4', 'собака.mp4', '猫.mp4', '🐱.mp4', '🐶.mp4'].map(async (name) => {
        const project = syntheticProject({ frameCount: 2 });
        const video = { ...project.video, name };
        const { files } = await exported(requestOf({ ...project, video }, syntheticSpec({ format })));
        const images = read(files).images.map(({ path }) => path);
        expect(images.map((path) => path.slice(-11))).toEqual(['_000000.jpg', '_000001.jpg']);
        const ofFrames = [...files.keys()].filter((path) => /_00000\d\.\w+$/.test(path));
        expect(ofFrames).toEqual(expect.arrayContaining(images));
        return ofFrames;
      }),
    );
    const paths = archives.flat();
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.filter((path) => /\/кошка_00000\d\.jpg$/.test(path))).toHaveLength(2);
  });

  it('keeps the joiners of a class name', async () => {
    const project = syntheticProject({ frameCount: 2 });
    const name = 'دوچرخه\u200cسوار';
    const classes = project.classes.map((each, at) => (at === 0 ? { ...each, name } : each));
    const { files } = await exported(requestOf({ ...project, classes }, syntheticSpec({ format })));
    expect(read(files).names[0]).toBe(name);
  });

  it('has a test part where one is asked for and there are frames for it', async () => {
    const spec = syntheticSpec({ format, split: { train: 0.6, val: 0.2, test: 0.2 } });
    const { images } = read((await exported(requestOf(syntheticProject({ frameCount: 10 }), spec))).files);
    expect(images.map(({ split }) => split).join()).toBe('train,train,train,train,train,train,val,val,test,test');
  });

  it('lets a single frame serve for training, and for validation where its consumer needs that', async () => {
    const { files, metadata } = await exported(
      requestOf(syntheticProject({ frameCount: 1 }), syntheticSpec({ format })),
    );
    const [first, ...others] = read(files).images.map(({ split, rank }) => [split, rank]);
    expect(first).toEqual(['train', 0]);
    expect(others).toEqual(others.map(() => ['val', 0]));
    expect(metadata).toMatchObject({ split: { valIsTrain: true } });
  });

  it('keeps a frame without objects as background', async () => {
    const project = syntheticProject({ frameCount: 6 });
    const tracks = project.tracks.slice(1);
    const { files, metadata } = await exported(requestOf({ ...project, tracks }, syntheticSpec({ format })));
    expect(read(files).images.map(({ labels }) => labels.length)).toEqual([1, 0, 1, 0, 1, 0]);
    expect(metadata).toMatchObject({ counts: { backgroundFrames: 3, objects: 3 } });
  });

  it('writes nothing of an object that is outside', async () => {
    const project = syntheticProject({ frameCount: 2 });
    const tracks = project.tracks.map((track) => ({
      ...track,
      lost: [],
      shapes: Object.fromEntries(
        Object.entries(track.shapes).map(([key, shape]) => [key, { ...shape, outside: track.id === 1 && key === '1' }]),
      ),
    }));
    const { files } = await exported(requestOf({ ...project, tracks }, syntheticSpec({ format })));
    expect(read(files).images.map(({ labels }) => labels.length)).toEqual([2, 0]);
  });

  it('leaves out frames with a lost object when asked to', async () => {
    const spec = syntheticSpec({ format, skipLostFrames: true });
    const { files } = await exported(requestOf(syntheticProject({ frameCount: 6 }), spec));
    expect(read(files).images.map(({ rank }) => rank)).toEqual([0, 2, 4]);
  });

  it('survives hostile class and video names', async () => {
    const names = [
      '../../etc/passwd',
      'two\nlines',
      'CON',
      'Two\nLines',
      '"; rm: {a}',
      '\u202Egpj.exe',
      '犬 🐶',
      "it's #1: yes",
    ];
    const project = syntheticProject({ frameCount: 3, name: '../..\\évil\u0000\u202E name:*?.mp4' });
    const classes = names.map((name, at) => ({
      id: project.classes[at]?.id ?? classId(50 + at),
      name,
      color: '#000000',
    }));
    const { files } = await exported(requestOf({ ...project, classes }, syntheticSpec({ format })));
    const dataset = read(files);
    expect(dataset.names).toHaveLength(names.length);
    expect(dataset.names.slice(6)).toEqual(['犬 🐶', "it's #1_ yes"]);
    expect(dataset.images[0]?.path).toMatch(/\/évil_name_57c35b8a_000000\.jpg$/);
  });

  it('is refused where images are smaller than the format takes, and only there', async () => {
    const first = (width: number) => {
      const project = syntheticProject({ frameCount: 2, width, height: 48 });
      return exportDataset(requestOf(project, syntheticSpec({ format }))).next();
    };
    await expect(first(needs.smallestSide)).resolves.toMatchObject({ done: false });
    if (needs.smallestSide > 1)
      await expect(first(needs.smallestSide - 1)).rejects.toMatchObject({ code: 'spec_invalid' });
  });

  it('gives the same bytes again', async () => {
    const once = await exported(requestOf(syntheticProject({ frameCount: 4 }), syntheticSpec({ format })));
    const again = await exported(requestOf(syntheticProject({ frameCount: 4 }), syntheticSpec({ format })));
    expect(Buffer.from(again.bytes).equals(once.bytes)).toBe(true);
  });
});

describe('an exported archive', () => {
  it('has in every image the frame that its name says', async () => {
    for (const image of [{ type: 'png' }, { type: 'jpeg', quality: 92 }] as const) {
      const { files } = await exported(requestOf(syntheticProject({ frameCount: 5 }), syntheticSpec({ image })));
      for (const { path, rank } of readYoloDetect(files).images) {
        const pixels = await rgb(files.get(path) ?? new Uint8Array());
        const wanted = stripes(64, 48, rank).data.filter((_, at) => at % 4 !== 3);
        const error = pixels.reduce((sum, value, at) => sum + Math.abs(value - (wanted[at] ?? 0)), 0) / wanted.length;
        expect(error).toBeLessThanOrEqual(image.type === 'png' ? 0 : 12);
        const neighbour = stripes(64, 48, rank + 1).data.filter((_, at) => at % 4 !== 3);
        const other =
          pixels.reduce((sum, value, at) => sum + Math.abs(value - (neighbour[at] ?? 0)), 0) / wanted.length;
        expect(error).toBeLessThan(other / 1.5);
      }
    }
  });

  it('leaves out frames that hardly differ, but none that the user labelled', async () => {
    const project = syntheticProject({ frameCount: 12 }, { labelledFrames: [frameIndex(0), frameIndex(5)] });
    // Three still scenes of four frames each.
    const frames = new SyntheticFrames(project.video, (index) => stripes(64, 48, 10 * Math.floor(index / 4)));
    const { files } = await exported(requestOf(project, syntheticSpec({ skipNearDuplicates: true }), { frames }));
    expect(readYoloDetect(files).images.map(({ rank }) => rank)).toEqual([0, 4, 5, 8]);
  });

  it('reports progress up to the last frame', async () => {
    const seen: string[] = [];
    const onProgress: ExportRequest['onProgress'] = ({ stage, framesDone, framesTotal }) =>
      seen.push(`${stage} ${framesDone}/${framesTotal}`);
    await exported(
      requestOf(syntheticProject({ frameCount: 2 }), syntheticSpec({ skipNearDuplicates: true }), { onProgress }),
    );
    expect(seen).toEqual(['comparing 1/2', 'comparing 2/2', 'writing 1/2', 'writing 2/2']);
  });

  it('is not there at all after an abort, and no frame stays open', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'export-'));
    folders.push(folder);
    const controller = new AbortController();
    const request = requestOf(syntheticProject({ frameCount: 50 }), syntheticSpec(), {
      signal: controller.signal,
      onProgress: ({ framesDone }) => framesDone === 5 && controller.abort(),
    });
    const frames = request.frames as SyntheticFrames;
    const sink = await createFileSink(join(folder, 'out.zip'));
    await expect(writeZip(exportDataset(request), sink, controller.signal)).rejects.toMatchObject({ code: 'aborted' });
    expect(await readdir(folder)).toEqual([]);
    expect(frames.liveFrames).toBe(0);
    expect(frames.handedOut.length).toBeLessThanOrEqual(6);
  });

  it('is refused before any frame is read where there is nothing to export', async () => {
    const project = syntheticProject({ frameCount: 3 });
    const empty = { ...project, tracks: [], labelledFrames: [frameIndex(0)] };
    const request = requestOf(empty, syntheticSpec());
    await expect(exportDataset(request).next()).rejects.toMatchObject({ code: 'nothing_to_export' });
    expect((request.frames as SyntheticFrames).handedOut).toEqual([]);
  });

  it('is refused for another video', async () => {
    const other = requestOf(syntheticProject({ frameCount: 3 }), syntheticSpec(), {
      frames: new SyntheticFrames(syntheticProject({ frameCount: 4 }).video),
    });
    await expect(exportDataset(other).next()).rejects.toMatchObject({ code: 'project_invalid' });
  });
});

async function rgb(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] === 0x89) return new Uint8Array(decodePng(bytes).data);
  return new Uint8Array(await sharp(bytes).removeAlpha().raw().toBuffer());
}
