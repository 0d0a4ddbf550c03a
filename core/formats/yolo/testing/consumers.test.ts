import { describe, expect, it } from 'vitest';
import type { ArchiveFiles } from '../../testing/consumed-dataset.ts';
import { consume as readYoloDarknet } from '../../yolo-darknet/testing/consumer.ts';
import { consume as readYoloDetect } from '../../yolo-detect/testing/consumer.ts';

const text = (content: string) => new TextEncoder().encode(content);

/** The head of a baseline JPEG and its end: as much as the checker reads. */
function jpeg(width = 64, height = 48, end = 0xd9): Uint8Array {
  const head = [0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255];
  return Uint8Array.from([...head, ...new Array<number>(20).fill(0), 0xff, end]);
}
const YAML = 'path: ""\ntrain: images/train\nval: images/val\nnames:\n  0: "dog"\n';
const detect = {
  'data.yaml': text(YAML),
  'images/train/a_000000.jpg': jpeg(),
  'labels/train/a_000000.txt': text('0 0.500000 0.500000 0.200000 0.200000\n'),
  'images/val/a_000001.jpg': jpeg(),
  'labels/val/a_000001.txt': text(''),
};
const darknet = {
  'obj.data': text('classes = 1\ntrain = train.txt\nvalid = valid.txt\nnames = obj.names\nbackup = backup/\n'),
  'obj.names': text('dog\n'),
  'train.txt': text('obj_train_data/a_000000.jpg\n'),
  'valid.txt': text('obj_valid_data/a_000001.jpg\n'),
  'obj_train_data/a_000000.jpg': jpeg(),
  'obj_train_data/a_000000.txt': text('0 0.500000 0.500000 0.200000 0.200000\n'),
  'obj_valid_data/a_000001.jpg': jpeg(),
  'obj_valid_data/a_000001.txt': text(''),
};

/** The files with some replaced, or removed where null. */
function changed(
  files: Readonly<Record<string, Uint8Array>>,
  changes: Readonly<Record<string, Uint8Array | null>>,
): ArchiveFiles {
  const merged = Object.entries({ ...files, ...changes });
  return new Map(merged.filter((entry): entry is [string, Uint8Array] => entry[1] !== null));
}

describe('the check of Ultralytics datasets', () => {
  it('takes a right one', () => {
    expect(readYoloDetect(changed(detect, {})).images.map(({ rank, labels }) => [rank, labels.length])).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  const label = (row: string) => ({ 'labels/train/a_000000.txt': text(row) });
  it.each<[string, Record<string, Uint8Array | null>]>([
    ['no data.yaml', { 'data.yaml': null }],
    ['a second yaml', { 'other.yaml': text('') }],
    ['a path', { 'data.yaml': text(YAML.replace('""', '"."')) }],
    ['a name that YAML 1.1 reads otherwise', { 'data.yaml': text(YAML.replace('"dog"', 'yes')) }],
    ['class numbers from 1', { 'data.yaml': text(YAML.replace('0:', '1:')) }],
    ['no image in val', { 'images/val/a_000001.jpg': null, 'labels/val/a_000001.txt': null }],
    ['a missing label file', { 'labels/train/a_000000.txt': null }],
    ['a label file without image', { 'labels/train/b_000003.txt': text('') }],
    ['a cut JPEG', { 'images/train/a_000000.jpg': jpeg(64, 48, 0) }],
    ['a small image', { 'images/train/a_000000.jpg': jpeg(64, 9) }],
    ['a class that does not exist', label('1 0.500000 0.500000 0.200000 0.200000\n')],
    ['four columns', label('0 0.500000 0.500000 0.200000\n')],
    ['a polygon', label('0 0.500000 0.500000 0.200000 0.200000 0.100000 0.100000\n')],
    ['pixels', label('0 12.000000 0.500000 0.200000 0.200000\n')],
    ['a box over the edge', label('0 0.950000 0.500000 0.200000 0.200000\n')],
    ['an empty box', label('0 0.500000 0.500000 0.000000 0.200000\n')],
    ['an exponent', label('0 5e-1 0.500000 0.200000 0.200000\n')],
    ['a row twice', label('0 0.500000 0.500000 0.200000 0.200000\n'.repeat(2))],
    ['no line end', label('0 0.500000 0.500000 0.200000 0.200000')],
    ['val before train', { 'images/train/a_000009.jpg': jpeg(), 'labels/train/a_000009.txt': text('') }],
    ['one frame in both parts', { 'images/val/a_000000.jpg': jpeg(), 'labels/val/a_000000.txt': text('') }],
  ])('refuses %s', (_, changes) => {
    expect(() => readYoloDetect(changed(detect, changes))).toThrowError();
  });
});

describe('the check of darknet datasets', () => {
  it('takes a right one', () => {
    expect(readYoloDarknet(changed(darknet, {})).names).toEqual(['dog']);
  });

  it.each<[string, Record<string, Uint8Array | null>]>([
    ['no obj.data', { 'obj.data': null }],
    ['no names', { 'obj.names': null }],
    ['a wrong number of classes', { 'obj.names': text('dog\ncat\n') }],
    ['an empty valid.txt', { 'valid.txt': text('') }],
    ['a listed image that is missing', { 'obj_train_data/a_000000.jpg': null }],
    ['an image without label file', { 'obj_valid_data/a_000001.txt': null }],
    ['a frame in both lists', { 'valid.txt': text('obj_train_data/a_000000.jpg\nobj_valid_data/a_000001.jpg\n') }],
  ])('refuses %s', (_, changes) => {
    expect(() => readYoloDarknet(changed(darknet, changes))).toThrowError();
  });
});
