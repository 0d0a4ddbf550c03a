import { ForgeError, throwIfAborted } from '../../../core/errors.ts';
import { METADATA_FILE } from '../../../core/export/metadata.ts';
import type { SplitName } from '../../../core/export/types.ts';
import type { ExportFormat } from '../../../core/formats/export-format.ts';
import { formatOf } from '../../../core/formats/registry.ts';
import type { DatasetCounts } from '../../../core/schema/api/datasets.ts';
import { datasetMetadataSchema, type DatasetMetadata } from '../../../core/schema/dataset-metadata.ts';
import { checkClassNames } from './class-names.ts';
import { checkImageFile } from './image-file.ts';
import type { ArchiveLimits, ZipEntry, ZipReader } from './zip-reader.ts';

/** One image of a dataset with its label file. */
export interface ArchivedFrame {
  readonly image: string;
  readonly label: string;
  readonly split: SplitName;
  readonly objects: number;
}

/** The checked content of an archive. */
export interface CheckedArchive {
  readonly metadata: DatasetMetadata;
  /** Counted from the files, never taken from the metadata. */
  readonly counts: DatasetCounts;
  /** In the order of their names, which is the order of the video. */
  readonly frames: readonly ArchivedFrame[];
}

export const ARCHIVE_LIMITS: ArchiveLimits = {
  entries: 400_000,
  unpackedBytes: 50_000_000_000,
  ratio: 100,
  fileBytes: 100_000_000,
};
/** Of the metadata and of the file with the class names. */
const INDEX_BYTES = 1_000_000;
const LABEL_BYTES = 1_000_000;
const INDEX_FILE = { kind: 'index' } as const;

/**
 * Reads an uploaded archive from its first file to its last, and trusts nothing that it says of itself:
 * names, sizes, checksums, images and labels are checked, and its content is counted. One image is in memory
 * at a time.
 *
 * @throws `archive_invalid`, `archive_unsafe`, `archive_too_large`, each with one sentence; `aborted`
 */
export async function checkArchive(zip: ZipReader, signal?: AbortSignal): Promise<CheckedArchive> {
  const metadata = await readMetadata(zip);
  const format = formatOf(metadata.format);
  const namesText = (await zip.read(indexFile(zip, format.layout.namesFile), INDEX_BYTES)).toString('utf8');
  const names = checkClassNames(await format.reader.classNames(namesText));
  const { frames, objects } = await readFrames(zip, format, names.length, signal);
  return { metadata, counts: countFrames(frames, names, objects), frames };
}

async function readMetadata(zip: ZipReader): Promise<DatasetMetadata> {
  const text = (await zip.read(indexFile(zip, METADATA_FILE), INDEX_BYTES)).toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ForgeError('archive_invalid.metadata_unreadable', {}, { cause: error });
  }
  const parsed = datasetMetadataSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new ForgeError('archive_invalid.metadata_field', { field }, { cause: parsed.error });
}

function indexFile(zip: ZipReader, name: string): ZipEntry {
  const entry = zip.entries.get(name);
  if (!entry) throw new ForgeError('archive_invalid.file_missing', { path: name });
  return entry;
}

/** Reads every file. `objects` are counted by class number. */
async function readFrames(
  zip: ZipReader,
  { layout, reader }: ExportFormat,
  classes: number,
  signal: AbortSignal | undefined,
) {
  const images = new Map<string, { path: string; split: SplitName }>();
  const labels = new Map<string, { path: string; objects: number }>();
  const objects = new Array<number>(classes).fill(0);
  for (const [path, entry] of zip.entries) {
    throwIfAborted(signal);
    const role = path === METADATA_FILE ? INDEX_FILE : layout.roleOf(path);
    if (!role) throw new ForgeError('archive_invalid.file_unknown', { path });
    if (role.kind === 'index') {
      await zip.read(entry);
    } else if (role.kind === 'image') {
      const key = `${role.split}/${role.stem}`;
      if (images.has(key)) throw new ForgeError('archive_invalid.picture_twice', { name: role.stem });
      checkImageFile(await zip.read(entry), path);
      images.set(key, { path, split: role.split });
    } else {
      const boxes = reader.labels((await zip.read(entry, LABEL_BYTES)).toString('utf8'), path, classes);
      for (const { classIndex } of boxes) objects[classIndex] = (objects[classIndex] ?? 0) + 1;
      labels.set(`${role.split}/${role.stem}`, { path, objects: boxes.length });
    }
  }
  return { frames: pair(images, labels), objects };
}

/** Pairs images with their labels, by name. Each must have the other. */
function pair(
  images: ReadonlyMap<string, { path: string; split: SplitName }>,
  labels: ReadonlyMap<string, { path: string; objects: number }>,
): ArchivedFrame[] {
  const frames: ArchivedFrame[] = [];
  for (const [key, { path, split }] of images) {
    const label = labels.get(key);
    if (!label) throw new ForgeError('archive_invalid.label_file_missing', { path });
    frames.push({ image: path, label: label.path, split, objects: label.objects });
  }
  for (const [key, { path }] of labels)
    if (!images.has(key)) throw new ForgeError('archive_invalid.picture_of_labels_missing', { path });
  if (frames.length === 0) throw new ForgeError('archive_invalid.no_picture');
  const name = ({ image }: ArchivedFrame) => image.slice(image.lastIndexOf('/') + 1);
  return frames.sort((a, b) => (name(a) < name(b) ? -1 : 1));
}

function countFrames(
  frames: readonly ArchivedFrame[],
  names: readonly string[],
  objects: readonly number[],
): DatasetCounts {
  const framesBySplit = { train: 0, val: 0, test: 0 };
  for (const { split } of frames) framesBySplit[split] += 1;
  return {
    frames: frames.length,
    framesBySplit,
    backgroundFrames: frames.filter((frame) => frame.objects === 0).length,
    objects: objects.reduce((sum, count) => sum + count, 0),
    classes: names.map((name, index) => ({ name, objects: objects[index] ?? 0 })),
  };
}
