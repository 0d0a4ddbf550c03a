import type { FormatDescription } from '../export-format.ts';

export const description = {
  id: 'yolo-detect',
  title: 'Ultralytics YOLO (detect)',
  // Ultralytics drops smaller images as corrupt (ultralytics/data/utils.py, verify_image).
  needs: { shape: 'box', smallestSide: 10 },
  loses: ['mask', 'polygon', 'track', 'occluded', 'source', 'confidence'],
} as const satisfies FormatDescription;
