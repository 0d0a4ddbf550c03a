import type { SplitName } from '../../../core/export/types.ts';
import { validateClassName } from '../../../core/export/safe-names.ts';
import type { DatasetFormat } from '../../../core/schema/dataset-spec.ts';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { ForgeError } from '../../../core/errors.ts';

/** The role of a file in a dataset, by its path. */
export type FileRole =
  | { readonly kind: 'image' | 'label'; readonly split: SplitName; readonly stem: string }
  /** A file that describes the dataset as a whole. */
  | { readonly kind: 'index' };

/** How a format lays its files out (docs/formats.md). */
export interface DatasetLayout {
  /** null for a file that does not belong to the format. */
  roleOf(path: string): FileRole | null;
  /** Path of the file with the class names. */
  readonly namesFile: string;
  /** The names in the order of the class numbers. Throws `archive_invalid`. */
  readNames(text: string): string[];
}

const MAX_CLASSES = 1000;
const INDEX: FileRole = { kind: 'index' };
const DARKNET_SPLITS = { train: 'train', valid: 'val', test: 'test' } as const;

const detect: DatasetLayout = {
  roleOf(path) {
    if (path === 'data.yaml' || path === 'metadata.json') return INDEX;
    const parts = /^(images|labels)\/(train|val|test)\/([^/]+)\.(jpg|png|txt)$/.exec(path);
    const [, folder, split, stem = '', extension] = parts ?? [];
    if (!parts || (folder === 'labels') !== (extension === 'txt')) return null;
    return { kind: folder === 'labels' ? 'label' : 'image', split: split as SplitName, stem };
  },
  namesFile: 'data.yaml',
  readNames: (text) => checkNames(namesOfYaml(text)),
};

const darknet: DatasetLayout = {
  roleOf(path) {
    if (/^(obj\.names|obj\.data|metadata\.json|(train|valid|test)\.txt)$/.test(path)) return INDEX;
    const parts = /^obj_(train|valid|test)_data\/([^/]+)\.(jpg|png|txt)$/.exec(path);
    if (!parts) return null;
    const [, part, stem = '', extension] = parts;
    const split = DARKNET_SPLITS[part as keyof typeof DARKNET_SPLITS];
    return { kind: extension === 'txt' ? 'label' : 'image', split, stem };
  },
  namesFile: 'obj.names',
  readNames: (text) => checkNames(text.replace(/\n$/, '').split('\n')),
};

export const LAYOUTS: Readonly<Record<DatasetFormat, DatasetLayout>> = {
  'yolo-detect': detect,
  'yolo-darknet': darknet,
};

const yamlNamesSchema = z.object({ names: z.union([z.array(z.string()), z.record(z.string(), z.string())]) });

function namesOfYaml(text: string): string[] {
  let content: unknown;
  try {
    // Plain YAML 1.2 without tags; aliases could multiply a small text into a large one.
    content = parseYaml(text, { schema: 'core', maxAliasCount: 0, logLevel: 'error' });
  } catch (error) {
    throw new ForgeError('archive_invalid.yaml_unreadable', {}, { cause: error });
  }
  const parsed = yamlNamesSchema.safeParse(content);
  if (!parsed.success) throw new ForgeError('archive_invalid.yaml_names', {}, { cause: parsed.error });
  const { names } = parsed.data;
  if (Array.isArray(names)) return names;
  return Object.keys(names).map((_, number) => {
    const name = names[String(number)];
    if (name === undefined) throw new ForgeError('archive_invalid.yaml_gaps');
    return name;
  });
}

function checkNames(names: readonly string[]): string[] {
  if (names.length === 0 || names.length > MAX_CLASSES)
    throw new ForgeError('archive_invalid.class_count', { count: MAX_CLASSES });
  const checked: string[] = [];
  for (const name of names) {
    const verdict = validateClassName(name, []);
    if (!verdict.ok || verdict.name !== name) throw new ForgeError('archive_invalid.class_name');
    checked.push(name);
  }
  if (new Set(checked).size !== checked.length) throw new ForgeError('archive_invalid.class_twice');
  return checked;
}
