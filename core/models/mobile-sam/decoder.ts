import { ForgeError } from '../../errors.ts';
import type { FloatTensor } from '../../ports/model-runtime.ts';
import { LOW_RES_MASK_SIDE, type DecodedMask, type DecodedMasks, type Prompt } from '../../ports/segmenter.ts';
import { GRID_SIDE } from './description.ts';
import type { PaddedShape } from './encoder-shape.ts';

/**
 * Values of the decoder's graph: its four masks, [1, 4, 256, 256], and their scores, [1, 4]. The graph goes on to take
 * one of them and to enlarge it twice, which the app does not need.
 */
export const MASKS = '/Reshape_9_output_0';
export const SCORES = '/iou_prediction_head/layers.2/Gemm_output_0';

const CHANNELS = 256;
const POINT_LABEL = { negative: 0, positive: 1, boxTopLeft: 2, boxBottomRight: 3, padding: -1 } as const;
/** A box, which is two points, and one more: such a prompt says clearly which object is meant. */
const CLEAR_POINTS = 3;

/**
 * The encoder's output, [1, 256, padded rows, padded columns], on the decoder's square. What the square has beyond it
 * is padding, too: it repeats the last padding but one, since the last borders on nothing. That of an empty image is
 * unlike it (60 % off): mean J was 0.781 with it and 0.786 so, where the whole square has 0.789 (DAVIS-2016, ten
 * sequences, every 5th, 6th and 8th frame).
 */
export function squareOf(encoded: FloatTensor, { padded: { rows, columns } }: PaddedShape): Float32Array {
  const square = new Float32Array(CHANNELS * GRID_SIDE * GRID_SIDE);
  for (let channel = 0; channel < CHANNELS; channel++) {
    for (let y = 0; y < GRID_SIDE; y++) {
      const from = (channel * rows + (y < rows ? y : rows - 2)) * columns;
      const to = (channel * GRID_SIDE + y) * GRID_SIDE;
      square.set(encoded.data.subarray(from, from + columns), to);
      if (columns < GRID_SIDE) square.fill(square[to + columns - 2] as number, to + columns, to + GRID_SIDE);
    }
  }
  return square;
}

/**
 * The inputs of a run.
 *
 * @param encoded of `squareOf`
 * @param scale model pixels for one image pixel
 */
export function decoderInputs(encoded: Float32Array, prompt: Prompt, scale: number): Record<string, FloatTensor> {
  const { coords, labels } = promptPoints(prompt, scale);
  const logits = prompt.maskLogits;
  return {
    image_embeddings: { data: encoded, dims: [1, CHANNELS, GRID_SIDE, GRID_SIDE] },
    point_coords: { data: coords, dims: [1, labels.length, 2] },
    point_labels: { data: labels, dims: [1, labels.length] },
    mask_input: {
      data: logits ?? new Float32Array(LOW_RES_MASK_SIDE ** 2),
      dims: [1, 1, LOW_RES_MASK_SIDE, LOW_RES_MASK_SIDE],
    },
    has_mask_input: { data: new Float32Array([logits ? 1 : 0]), dims: [1] },
    // A size to enlarge the mask to, which no output needs.
    orig_im_size: { data: new Float32Array([1, 1]), dims: [2] },
  };
}

/**
 * The masks of a run as the published graph chooses among them: the first one where the prompt is clear, otherwise the
 * best scored of the three others, which are parts and wholes.
 *
 * @param inputs of the run
 */
export function decodedMasks(
  masks: FloatTensor,
  scores: FloatTensor,
  inputs: Readonly<Record<string, FloatTensor>>,
): DecodedMasks {
  const plane = LOW_RES_MASK_SIDE ** 2;
  const all = Array.from(scores.data, (predictedIou, at) => ({
    lowResLogits: masks.data.subarray(at * plane, (at + 1) * plane),
    predictedIou,
  }));
  const isClear = (inputs['point_labels']?.data.length ?? 0) >= CLEAR_POINTS;
  const taken = isClear ? all[0] : all.slice(1).reduce<DecodedMask | undefined>(better, undefined);
  if (!taken) throw new ForgeError('model_run_failed.no_mask');
  return { ...taken, others: all.filter((each) => each !== taken) };
}

/** Equal scores keep the earlier mask. */
const better = (best: DecodedMask | undefined, each: DecodedMask): DecodedMask =>
  best && best.predictedIou >= each.predictedIou ? best : each;

/** Points and box corners in model pixels. Without a box the graph wants one padding point, as in SAM's own export. */
function promptPoints(prompt: Prompt, scale: number): { coords: Float32Array; labels: Float32Array } {
  const coords: number[] = [];
  const labels: number[] = [];
  for (const point of prompt.points ?? []) {
    coords.push(point.at[0] * scale, point.at[1] * scale);
    labels.push(point.positive ? POINT_LABEL.positive : POINT_LABEL.negative);
  }
  if (prompt.box) {
    const [x, y, width, height] = prompt.box;
    coords.push(x * scale, y * scale, (x + width) * scale, (y + height) * scale);
    labels.push(POINT_LABEL.boxTopLeft, POINT_LABEL.boxBottomRight);
  } else {
    coords.push(0, 0);
    labels.push(POINT_LABEL.padding);
  }
  return { coords: new Float32Array(coords), labels: new Float32Array(labels) };
}
