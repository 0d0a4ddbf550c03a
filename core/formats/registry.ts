import { ForgeError } from '../errors.ts';
import type { ExportFormat } from './export-format.ts';
import { yoloDarknet } from './yolo-darknet/format.ts';
import { yoloDetect } from './yolo-detect/format.ts';

/** Every export format of this build, in the order of lists; the first one is chosen where nothing is said. */
export const FORMATS = [yoloDetect, yoloDarknet] as const;

/** The id of a format of this build. */
export type DatasetFormat = (typeof FORMATS)[number]['description']['id'];

export const FORMAT_IDS: readonly DatasetFormat[] = FORMATS.map(({ description }) => description.id);
export const DEFAULT_FORMAT: DatasetFormat = FORMATS[0].description.id;

const byId = new Map<DatasetFormat, ExportFormat>(FORMATS.map((format) => [format.description.id, format]));

export function formatOf(id: DatasetFormat): ExportFormat {
  const format = byId.get(id);
  if (!format) throw new ForgeError('internal.detail', { detail: `There is no format ${id}.` });
  return format;
}
