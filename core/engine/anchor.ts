import type { Bitmask } from '../geometry/bitmask.ts';
import { bitmaskBox } from '../geometry/bitmask.ts';
import { boxIou } from '../geometry/box.ts';
import { decodeMask as maskBitmap } from '../geometry/mask-rle.ts';
import type { Segmenter } from '../ports/segmenter.ts';
import type { FrameIndex, ImageBox } from '../schema/brands.ts';
import { decodeCandidates, decodePrompt } from './decode-mask.ts';
import type { FrameView } from './frame-views.ts';
import { fineMapOfMask, type FineMap } from './fine-map.ts';
import { labelMapOfMask } from './label-map.ts';
import { promptOfMap } from './map-prompt.ts';
import type { StoredFrame } from './matching/matcher.ts';
import type { EngineSettings } from './settings.ts';
import type { UserLabel } from './types.ts';
import { bodyBox, userMargins, type UserMargins } from './user-margins.ts';

/** The memory that a user's label gives of an object; it is kept for every frame up to the next label. */
export interface Anchor {
  readonly frame: FrameIndex;
  readonly features: StoredFrame;
  readonly fine: FineMap;
  readonly mask: Bitmask;
  readonly userBox: ImageBox;
  readonly margins: UserMargins;
}

/**
 * Turns a label into an anchor. A box prompts the model, and the mask is cut to the user's box: the box is
 * the truth (this alone raised mean box IoU from 0.71 to 0.74 on ten DAVIS-2016 sequences). A mask is taken
 * as it is.
 */
export async function anchorOfLabel(
  view: FrameView,
  label: UserLabel,
  segmenter: Segmenter,
  settings: EngineSettings,
  signal: AbortSignal | undefined,
): Promise<Anchor> {
  const { embedding, features, frame } = view;
  const mask = label.mask ? maskBitmap(label.mask) : await maskOfBox(view, label.box, segmenter, settings, signal);
  const fine = fineMapOfMask(mask, embedding);
  const map = labelMapOfMask(mask, embedding);
  // The margins are measured on the mask that this frame's own map gives back, since the masks of all other
  // frames are made that way: thin parts that the grid cannot hold are missing there too.
  const { prompt } = promptOfMap({ fine, map }, embedding, label.box, settings);
  const again = await decodePrompt(segmenter, embedding, prompt, settings, signal);
  const labelMaskBox = bitmaskBox(mask) ?? label.box;
  const maskBox = bitmaskBox(again.mask) ?? labelMaskBox;
  const margins = userMargins(label.box, labelMaskBox, maskBox, bodyBox(map, embedding));
  return { frame, features, fine, mask, userBox: label.box, margins };
}

/**
 * Of the decoder's masks the one that fills the box, as far as the decoder is sure of it: the decoder's own choice is
 * a part of the object now and then. On ten DAVIS-2016 sequences it raised J of blackswan by 0.02 and changed no other
 * by more than 0.005.
 */
async function maskOfBox(
  view: FrameView,
  box: ImageBox,
  segmenter: Segmenter,
  settings: EngineSettings,
  signal: AbortSignal | undefined,
): Promise<Bitmask> {
  const candidates = await decodeCandidates(segmenter, view.embedding, { box }, settings, signal);
  const cuts = candidates.map(({ mask, predictedIou }) => {
    const cut = clearOutside(mask, box);
    const cutBox = bitmaskBox(cut);
    return { cut, score: cutBox ? boxIou(cutBox, box) * predictedIou : 0 };
  });
  const best = cuts.reduce((a, b) => (b.score > a.score ? b : a));
  // Where the model finds nothing in the box, the box itself is the best mask there is.
  return best.score > 0 ? best.cut : fillBox(best.cut, box);
}

/** True for the pixels whose centre lies in the box. */
function insideBox(box: ImageBox): (x: number, y: number) => boolean {
  const [left, top, width, height] = box;
  return (x, y) => x + 0.5 >= left && x + 0.5 < left + width && y + 0.5 >= top && y + 0.5 < top + height;
}

function clearOutside(mask: Bitmask, box: ImageBox): Bitmask {
  const inside = insideBox(box);
  const { width } = mask;
  return { ...mask, data: mask.data.map((value, i) => (value && inside(i % width, Math.floor(i / width)) ? 1 : 0)) };
}

function fillBox(like: Bitmask, box: ImageBox): Bitmask {
  const inside = insideBox(box);
  return { ...like, data: like.data.map((_, i) => (inside(i % like.width, Math.floor(i / like.width)) ? 1 : 0)) };
}
