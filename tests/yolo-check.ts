import { parse as parseYaml } from 'yaml';
import { z } from 'zod';

/** The files of an unpacked archive by their path. */
export type ArchiveFiles = ReadonlyMap<string, Uint8Array>;

/** One row of a label file, as shares of the frame. */
export interface YoloLabel {
  readonly classIndex: number;
  readonly centreX: number;
  readonly centreY: number;
  readonly width: number;
  readonly height: number;
}

export interface YoloImage {
  readonly path: string;
  readonly split: 'train' | 'val' | 'test';
  readonly width: number;
  readonly height: number;
  /** Frame index in the file name. */
  readonly rank: number;
  readonly labels: readonly YoloLabel[];
}

export interface YoloDataset {
  readonly names: readonly string[];
  readonly images: readonly YoloImage[];
}

const dataYamlSchema = z.object({
  path: z.string(),
  train: z.string(),
  val: z.string(),
  test: z.string().optional(),
  names: z.record(z.string().regex(/^\d+$/), z.string().min(1)),
});

/**
 * Reads an Ultralytics detection dataset with the checks of its own loader (ultralytics/data/utils.py:
 * check_det_dataset, img2label_paths, verify_image_label), and stricter: one data.yaml, every image with its
 * own label file, six decimals, boxes inside the frame, parts of the split apart and in time order. Throws an
 * Error with every fault found.
 */
export function readYoloDetect(files: ArchiveFiles): YoloDataset {
  const faults: string[] = [];
  const yamls = [...files.keys()].filter((path) => path.endsWith('.yaml'));
  if (yamls.join() !== 'data.yaml') faults.push(`one data.yaml is wanted at the root, found: ${yamls.join()}`);
  const text = textOf(files, 'data.yaml');
  const data = dataYamlSchema.parse(parseYaml(text));
  // PyYAML reads YAML 1.1: both versions must give the same.
  if (JSON.stringify(parseYaml(text, { version: '1.1' })) !== JSON.stringify(parseYaml(text)))
    faults.push('YAML 1.1 differs');
  // An absolute path, "." or a folder name would be looked up elsewhere once the archive is moved.
  if (data.path !== '') faults.push(`path is ${JSON.stringify(data.path)}`);
  const names = namesOf(data.names, faults);
  const images = (['train', 'val', 'test'] as const).flatMap((split) => {
    const folder = data[split];
    if (folder === undefined) return [];
    const paths = [...files.keys()].filter((path) => path.startsWith(`${folder}/`)).sort();
    if (paths.length === 0) faults.push(`${split} is empty`);
    return paths.map((path) => {
      const labelPath = `/${path}`
        .replace(/^(.*)\/images\//, '$1/labels/')
        .replace(/\.[^.]+$/, '.txt')
        .slice(1);
      return readImage(files, { path, labelPath, split, classes: names.length }, faults);
    });
  });
  checkSplit(images, data.val === data.train, faults);
  const labelFiles = [...files.keys()].filter((path) => path.startsWith('labels/')).length;
  const distinctImages = new Set(images.map(({ path }) => path)).size;
  if (labelFiles !== distinctImages) faults.push(`${labelFiles} label files for ${distinctImages} images`);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return { names, images };
}

/**
 * Reads a darknet dataset as AlexeyAB's darknet does (option_list.c: blanks are stripped from obj.data;
 * data.c: the label file is the image's path with another extension) started in the archive's root. Throws an
 * Error with every fault found.
 */
export function readYoloDarknet(files: ArchiveFiles): YoloDataset {
  const faults: string[] = [];
  const options = new Map(
    linesOf(textOf(files, 'obj.data')).map((line) => {
      const [key = '', value = ''] = line.replace(/\s/g, '').split('=');
      return [key, value] as const;
    }),
  );
  const names = linesOf(textOf(files, options.get('names') ?? ''));
  if (Number(options.get('classes')) !== names.length)
    faults.push(`classes is ${options.get('classes')}, names ${names.length}`);
  if (new Set(names).size !== names.length) faults.push('two classes have the same name');
  if (!options.get('backup')) faults.push('no backup folder is named');
  const images = (['train', 'valid', 'test'] as const).flatMap((key) => {
    const list = options.get(key);
    if (list === undefined) {
      if (key !== 'test') faults.push(`obj.data has no ${key}`);
      return [];
    }
    const paths = linesOf(textOf(files, list));
    if (paths.length === 0) faults.push(`${key} is empty`);
    return paths.map((path) => {
      if (/\/(images|JPEGImages|raw)\//.test(path))
        faults.push(`darknet looks for the labels of ${path} in another folder`);
      const target = {
        path,
        labelPath: path.replace(/\.[^.]+$/, '.txt'),
        split: key === 'valid' ? ('val' as const) : key,
      };
      return readImage(files, { ...target, classes: names.length }, faults);
    });
  });
  checkSplit(images, images.length === 2 && images[0]?.path === images[1]?.path, faults);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return { names, images };
}

interface ImageToRead {
  readonly path: string;
  readonly labelPath: string;
  readonly split: YoloImage['split'];
  readonly classes: number;
}

function readImage(files: ArchiveFiles, { path, labelPath, split, classes }: ImageToRead, faults: string[]): YoloImage {
  const bytes = files.get(path);
  const size = bytes ? imageSize(bytes) : null;
  if (!size) faults.push(`${path}: missing, or not a whole baseline JPEG or PNG`);
  if (size && Math.min(...size) < 10) faults.push(`${path}: ${size.join(' × ')} is under 10 pixels`);
  const label = files.get(labelPath);
  if (!label) faults.push(`${path}: no label file ${labelPath}`);
  const labels = label
    ? parseRows(new TextDecoder('utf-8', { fatal: true }).decode(label), labelPath, classes, faults)
    : [];
  const rank = /_(\d{6,})\.(jpg|png)$/.exec(path)?.[1];
  if (rank === undefined) faults.push(`${path}: the name carries no rank`);
  return { path, split, width: size?.[0] ?? 0, height: size?.[1] ?? 0, rank: Number(rank ?? -1), labels };
}

const ROW = /^(\d+) (\d\.\d{6}) (\d\.\d{6}) (\d\.\d{6}) (\d\.\d{6})$/;

function parseRows(text: string, path: string, classes: number, faults: string[]): YoloLabel[] {
  if (text !== '' && !text.endsWith('\n')) faults.push(`${path}: the last row has no end`);
  const lines = linesOf(text);
  if (new Set(lines).size !== lines.length) faults.push(`${path}: a row is there twice`);
  return lines.flatMap((line) => {
    const numbers = ROW.exec(line)?.slice(1).map(Number);
    if (!numbers) {
      faults.push(`${path}: not a row: ${line}`);
      return [];
    }
    const [classIndex = -1, centreX = -1, centreY = -1, width = 0, height = 0] = numbers;
    if (classIndex >= classes) faults.push(`${path}: class ${classIndex} of ${classes}`);
    for (const [centre, size] of [[centreX, width] as const, [centreY, height] as const]) {
      const inside = size > 0 && centre - size / 2 >= -1e-9 && centre + size / 2 <= 1 + 1e-9;
      if (!inside) faults.push(`${path}: outside the frame: ${line}`);
    }
    return [{ classIndex, centreX, centreY, width, height }];
  });
}

/**
 * Blocks in time order, without a frame in two of them. `shared`: one single image serves for training and
 * validation.
 */
function checkSplit(images: readonly YoloImage[], shared: boolean, faults: string[]): void {
  if (shared) {
    if (new Set(images.map(({ path }) => path)).size !== 1) faults.push('train and val share several images');
    return;
  }
  images.forEach((image, at) => {
    const before = images[at - 1];
    if (before && before.rank >= image.rank) faults.push(`${image.path} does not come after ${before.path}`);
  });
}

function namesOf(byIndex: Readonly<Record<string, string>>, faults: string[]): string[] {
  const names = Object.values(byIndex);
  if (Object.keys(byIndex).join() !== names.map((_, index) => index).join()) faults.push('class numbers have gaps');
  if (names.length === 0) faults.push('there is no class');
  if (new Set(names).size !== names.length) faults.push('two classes have the same name');
  return names;
}

/** Width and height of a whole PNG or baseline JPEG (ending in FFD9), or null. */
function imageSize(bytes: Uint8Array): [number, number] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length > 24 && view.getUint32(0) === 0x89504e47) {
    const whole = view.getUint32(bytes.length - 8) === 0x49454e44;
    return whole ? [view.getUint32(16), view.getUint32(20)] : null;
  }
  if (bytes.length < 20 || view.getUint16(0) !== 0xffd8 || view.getUint16(bytes.length - 2) !== 0xffd9) return null;
  for (let at = 2; at + 9 < bytes.length; at += 2 + view.getUint16(at + 2)) {
    // SOF0: baseline
    if (view.getUint16(at) === 0xffc0) return [view.getUint16(at + 7), view.getUint16(at + 5)];
  }
  return null;
}

function textOf(files: ArchiveFiles, path: string): string {
  const bytes = files.get(path);
  if (!bytes) throw new Error(`the archive has no ${path || 'file that is named'}`);
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');
