import type { ExportFormat } from '../export-format.ts';
import { description } from './description.ts';
import { layout } from './layout.ts';
import { reader } from './read.ts';
import { writer } from './write.ts';

export const yoloDetect: ExportFormat<typeof description.id> = { description, layout, writer, reader };
