import type { ArchiveReader } from '../export-format.ts';
import { readYoloRows } from '../yolo/read-rows.ts';

export const reader: ArchiveReader = {
  classNames: async (text) => text.replace(/\n$/, '').split('\n'),
  labels: readYoloRows,
};
