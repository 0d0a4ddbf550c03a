import type { SplitName } from '../../export/types.ts';
import type { ArchiveLayout } from '../export-format.ts';

export const layout: ArchiveLayout = {
  roleOf(path) {
    if (path === 'data.yaml') return { kind: 'index' };
    const parts = /^(images|labels)\/(train|val|test)\/([^/]+)\.(jpg|png|txt)$/.exec(path);
    const [, folder, split, stem = '', extension] = parts ?? [];
    if (!parts || (folder === 'labels') !== (extension === 'txt')) return null;
    return { kind: folder === 'labels' ? 'label' : 'image', split: split as SplitName, stem };
  },
  namesFile: 'data.yaml',
};
