import type { ModelDescription } from '../model.ts';

/** MobileSAM (Zhang et al. 2023, "Faster Segment Anything"). */
export const mobileSam: ModelDescription = {
  id: 'mobile-sam',
  title: 'MobileSAM',
  licence: 'Apache-2.0',
  homepage: 'https://github.com/ChaoningZhang/MobileSAM',
  prompts: ['box', 'points', 'maskLogits'],
  inputSide: 1024,
  precisions: ['fp32', 'fp16'],
};

/** Cells of a side of the square that the decoder takes, and model pixels of a side of a cell. */
export const GRID_SIDE = 64;
export const CELL_PIXELS = mobileSam.inputSide / GRID_SIDE;
