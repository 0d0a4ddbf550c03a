import type { Bitmask } from '../geometry/bitmask.ts';
import { findComponents } from '../geometry/components.ts';
import { encodeMask } from '../geometry/mask-rle.ts';
import type { Embedding, Prompt, Segmenter } from '../ports/segmenter.ts';
import type { MaskRle } from '../schema/mask.ts';
import { maskOfBox } from './box-mask.ts';
import { fillOf } from './fill.ts';
import { maskOfLogits } from './mask-logits.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

/** The mask that a user's points and box select on one frame. */
export interface PromptedMask {
  /** Of the frame's size; may be empty. */
  readonly mask: MaskRle;
  /** The decoder's own estimate of how good the mask is, nominally 0..1. */
  readonly predictedIou: number;
  /** How far the mask fills the prompt's box (fillOf); null for a prompt without a box. */
  readonly fill: number | null;
}

/**
 * The mask for a user's prompt. For a box alone it is the mask that propagation starts from with this box as a label.
 * With points it is the decoder's own choice; small pieces are dropped as in propagation, except those that the user
 * pointed at.
 * Throws what Segmenter.decode throws.
 */
export async function promptedMask(
  segmenter: Segmenter,
  embedding: Embedding,
  prompt: Prompt,
  signal?: AbortSignal,
): Promise<PromptedMask> {
  const { box, points = [] } = prompt;
  if (box && points.length === 0) {
    const { mask, ...facts } = await maskOfBox(segmenter, embedding, box, DEFAULT_SETTINGS, signal);
    return { mask: encodeMask(mask), ...facts };
  }
  const { lowResLogits, predictedIou } = await segmenter.decode(embedding, prompt, signal);
  const mask = withoutCrumbs(maskOfLogits(lowResLogits, embedding.width, embedding.height), prompt);
  return { mask: encodeMask(mask), predictedIou, fill: box ? fillOf(mask, box) : null };
}

function withoutCrumbs(mask: Bitmask, { points = [] }: Prompt): Bitmask {
  const { starts, ends, pieces, areas } = findComponents(mask);
  const wanted = new Set<number>();
  for (const { at, positive } of points) {
    const pixel = Math.floor(at[1]) * mask.width + Math.floor(at[0]);
    const run = starts.findIndex((start, i) => pixel >= start && pixel < (ends[i] ?? 0));
    const piece = pieces[run];
    if (positive && piece !== undefined) wanted.add(piece);
  }
  const least = DEFAULT_SETTINGS.minComponentShare * areas.reduce((most, area) => Math.max(most, area), 0);
  const data = mask.data.slice();
  pieces.forEach((piece, run) => {
    if ((areas[piece] ?? 0) < least && !wanted.has(piece)) data.fill(0, starts[run], ends[run]);
  });
  return { ...mask, data };
}
