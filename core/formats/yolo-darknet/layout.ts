import type { ArchiveLayout } from '../export-format.ts';

const SPLITS = { train: 'train', valid: 'val', test: 'test' } as const;

export const layout: ArchiveLayout = {
  roleOf(path) {
    if (/^(obj\.names|obj\.data|(train|valid|test)\.txt)$/.test(path)) return { kind: 'index' };
    const parts = /^obj_(train|valid|test)_data\/([^/]+)\.(jpg|png|txt)$/.exec(path);
    if (!parts) return null;
    const [, part, stem = '', extension] = parts;
    return { kind: extension === 'txt' ? 'label' : 'image', split: SPLITS[part as keyof typeof SPLITS], stem };
  },
  namesFile: 'obj.names',
};
