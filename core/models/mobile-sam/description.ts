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
