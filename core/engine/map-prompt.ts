import { growBox } from '../geometry/box.ts';
import type { Prompt } from '../ports/segmenter.ts';
import type { ImageBox } from '../schema/brands.ts';
import { boxOfFineMap, logitsOfFineMap } from './fine-map.ts';
import { cellCentre, type Grid } from './label-map.ts';
import type { EngineSettings } from './settings.ts';
import type { Vote } from './vote.ts';

interface MapPrompt {
  readonly prompt: Prompt;
  /** The box around the map's cells above the threshold; null where there are none. */
  readonly mapBox: ImageBox | null;
}

/**
 * A label map as a prompt: its surest cell as a point, its box grown slightly, and itself as the prior mask.
 *
 * @param fallbackBox the box to prompt with where the map is empty, in frame pixels
 */
export function promptOfMap(
  { fine, map }: Pick<Vote, 'fine' | 'map'>,
  grid: Grid,
  fallbackBox: ImageBox,
  settings: EngineSettings,
): MapPrompt {
  const { mapThreshold, boxGrowth, logitGain } = settings;
  const mapBox = boxOfFineMap(fine, grid, mapThreshold);
  let best = 0;
  map.forEach((value, cell) => {
    if (value > (map[best] as number)) best = cell;
  });
  return {
    mapBox,
    prompt: {
      points: [{ at: cellCentre(best, grid), positive: true }],
      box: growBox(mapBox ?? fallbackBox, boxGrowth),
      maskLogits: logitsOfFineMap(fine, grid, mapThreshold, logitGain),
    },
  };
}
