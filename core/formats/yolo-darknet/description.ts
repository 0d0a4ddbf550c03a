import type { FormatDescription } from '../export-format.ts';

export const description = {
  id: 'yolo-darknet',
  title: 'YOLO Darknet',
  // darknet resizes images of any size.
  needs: { shape: 'box', smallestSide: 1 },
  loses: ['mask', 'polygon', 'track', 'occluded', 'source', 'confidence'],
} as const satisfies FormatDescription;
