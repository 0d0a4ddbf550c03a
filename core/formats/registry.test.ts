import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { planExport } from '../export/plan.ts';
import { ranks } from '../export/testing/synthetic-frames.ts';
import { syntheticProject, syntheticSpec } from '../export/testing/synthetic-project.ts';
import type { ArchiveEntry } from '../export/types.ts';
import { FORMATS, formatOf } from './registry.ts';

const FRAMES = 10;
const textOf = ({ bytes }: ArchiveEntry) => new TextDecoder().decode(bytes);

describe('the registry of formats', () => {
  it('has every folder of a format, under its name', () => {
    const folder = fileURLToPath(new URL('.', import.meta.url));
    const formats = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((path) => /^([^/\\]+)[/\\]format\.ts$/.exec(path)?.[1])
      .filter((name) => name !== undefined);
    expect(FORMATS.map(({ description }) => description.id).toSorted()).toEqual(formats.toSorted());
  });

  it('finds a format by its id', () => {
    for (const format of FORMATS) expect(formatOf(format.description.id)).toBe(format);
  });
});

describe.each(FORMATS)('the format $description.id', ({ description, layout, writer, reader }) => {
  const spec = syntheticSpec({ format: description.id, split: { train: 0.6, val: 0.2, test: 0.2 } });
  const project = syntheticProject({ frameCount: FRAMES });
  const plan = planExport(project, spec, ranks(FRAMES));

  it('knows the place of each file that it writes', () => {
    for (const frame of plan.frames) {
      const { split, stem } = frame;
      expect(layout.roleOf(writer.imagePath(frame, plan))).toEqual({ kind: 'image', split, stem });
      for (const { path } of writer.labels(frame, plan).files)
        expect(layout.roleOf(path)).toEqual({ kind: 'label', split, stem });
    }
    for (const { path } of writer.index(plan)) expect(layout.roleOf(path)).toEqual({ kind: 'index' });
  });

  it.each(['run.sh', 'other/train/a.jpg', 'images/train/a.exe'])('has no place for %s', (path) => {
    expect(layout.roleOf(path)).toBeNull();
  });

  it('reads back the class names that it wrote', async () => {
    const names = writer.index(plan).find(({ path }) => path === layout.namesFile);
    expect(names).toBeDefined();
    expect(await reader.classNames(names ? textOf(names) : '')).toEqual(plan.classes.map(({ name }) => name));
  });

  it('reads back the boxes that it wrote, and says how many there are', () => {
    const { width, height } = project.video;
    for (const frame of plan.frames) {
      const { files, written } = writer.labels(frame, plan);
      const read = files.flatMap((file) => reader.labels(textOf(file), file.path, plan.classes.length));
      expect(read.map(({ classIndex }) => classIndex)).toEqual(written.map(({ classIndex }) => classIndex));
      const edges = read.map((box) => [
        (box.cx - box.width / 2) * width,
        (box.cy - box.height / 2) * height,
        box.width * width,
        box.height * height,
      ]);
      const wanted = frame.objects.map(({ box }) => [...box]);
      expect(edges).toHaveLength(wanted.length);
      for (const [at, box] of edges.entries())
        for (const [side, value] of box.entries()) expect(value).toBeCloseTo(wanted[at]?.[side] ?? NaN, 2);
    }
  });

  it('refuses labels of a class that does not exist, and text that is no label', () => {
    const frame = plan.frames[0];
    const [file] = frame ? writer.labels(frame, plan).files : [];
    expect(file).toBeDefined();
    if (!file) return;
    const refused: unknown = expect.objectContaining({ code: 'archive_invalid' });
    expect(() => reader.labels(textOf(file), file.path, 0)).toThrowError(refused);
    expect(() => reader.labels('\u0000 no label', file.path, 1)).toThrowError(refused);
  });
});
