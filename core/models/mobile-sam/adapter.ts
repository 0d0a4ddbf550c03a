import { ForgeError, throwIfAborted } from '../../errors.ts';
import { eachResizedRow } from '../../image/resize.ts';
import type { RgbaImage } from '../../image/rgba.ts';
import type { FloatTensor, ModelRuntime, ModelSession } from '../../ports/model-runtime.ts';
import {
  LOW_RES_MASK_SIDE,
  type DecodedMask,
  type Embedding,
  type Precision,
  type Prompt,
  type Segmenter,
} from '../../ports/segmenter.ts';
import { graphOf, type ModelFiles } from '../model-files.ts';
import { TaskQueue } from '../task-queue.ts';
import { mobileSam } from './description.ts';

/** The image's long side fills the encoder's square input, the rest is zero padding. */
const MODEL_SIDE = mobileSam.inputSide;
const GRID_SIDE = 64;
const CHANNELS = 256;
const CELL = MODEL_SIDE / GRID_SIDE;
/** ImageNet statistics on the 0..255 scale, RGB, as in the encoder's training. */
const MEAN = [123.675, 116.28, 103.53] as const;
const STD = [58.395, 57.12, 57.375] as const;
const POINT_LABEL = { negative: 0, positive: 1, boxTopLeft: 2, boxBottomRight: 3, padding: -1 } as const;

/**
 * MobileSAM behind the Segmenter port, on the given runtime.
 * Throws `backend_unavailable` when the runtime cannot load the graphs, `model_unavailable` when one is not
 * among the files.
 *
 * @param precision of the encoder. The decoder is small and stays at 32 bits: with equal embeddings its masks
 * are equal
 */
export async function open(runtime: ModelRuntime, files: ModelFiles, precision: Precision): Promise<Segmenter> {
  const [encoderGraph, decoderGraph] = [graphOf(files, 'encoder'), graphOf(files, 'decoder')];
  const encoder = await runtime.load(precision === 'fp16' ? await halve(encoderGraph) : encoderGraph);
  try {
    const decoder = await runtime.load(decoderGraph);
    return new MobileSam(runtime, files.hashes, precision, encoder, decoder);
  } catch (error) {
    await encoder.release();
    throw error;
  }
}

/** The converter is loaded on demand: most browsers have no device for it. */
async function halve(graph: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { toHalfPrecision } = await import('../half-precision.ts');
  return toHalfPrecision(graph);
}

class MobileSam implements Segmenter {
  readonly info: Segmenter['info'];
  #runMilliseconds = 0;
  #live = 0;
  #encodeRuns = 0;
  #disposed = false;
  readonly #serial = new TaskQueue();
  /** Reused between runs: 12 MB each that would otherwise be allocated for every frame. */
  readonly #spareInputs: EncoderInput[] = [];

  constructor(
    runtime: ModelRuntime,
    hashes: Readonly<Record<string, string>>,
    precision: Precision,
    private readonly encoder: ModelSession,
    private readonly decoder: ModelSession,
  ) {
    this.info = { modelId: mobileSam.id, fileHashes: hashes, backend: runtime.backend, precision };
  }

  get runMilliseconds(): number {
    return this.#runMilliseconds;
  }

  get encodeRuns(): number {
    return this.#encodeRuns;
  }

  get liveTensors(): number {
    return this.#live;
  }

  /**
   * The image is prepared at once, while other runs may still be in progress; the run itself waits for its
   * turn.
   */
  async encode(image: RgbaImage, signal?: AbortSignal): Promise<Embedding> {
    throwIfAborted(signal);
    const input = this.#spareInputs.pop() ?? new EncoderInput();
    try {
      const { width, height, scale } = input.fill(image);
      const features = await this.#serial.run(async () => {
        throwIfAborted(signal);
        this.#encodeRuns += 1;
        return this.#run(this.encoder, { input: input.tensor }, 'output');
      }, 'patient');
      return this.#embedding(image, width, height, scale, features.data);
    } finally {
      this.#spareInputs.push(input);
    }
  }

  #embedding(image: RgbaImage, width: number, height: number, scale: number, features: Float32Array): Embedding {
    this.#live += 1;
    let disposed = false;
    return {
      width: image.width,
      height: image.height,
      scale,
      columns: Math.ceil(width / CELL),
      rows: Math.ceil(height / CELL),
      cellSize: CELL / scale,
      channels: CHANNELS,
      features,
      gridSide: GRID_SIDE,
      dispose: () => {
        if (!disposed) this.#live -= 1;
        disposed = true;
      },
    };
  }

  /** Runs before waiting encoder runs: a mask is needed now, an embedding mostly ahead of its time. */
  decode(embedding: Embedding, prompt: Prompt, signal?: AbortSignal): Promise<DecodedMask> {
    return this.#serial.run(async () => {
      throwIfAborted(signal);
      const { coords, labels } = promptPoints(prompt, embedding.scale);
      const logits = prompt.maskLogits;
      const outputs = await this.#runAll(
        this.decoder,
        {
          image_embeddings: { data: embedding.features, dims: [1, CHANNELS, GRID_SIDE, GRID_SIDE] },
          point_coords: { data: coords, dims: [1, labels.length, 2] },
          point_labels: { data: labels, dims: [1, labels.length] },
          mask_input: {
            data: logits ?? new Float32Array(LOW_RES_MASK_SIDE ** 2),
            dims: [1, 1, LOW_RES_MASK_SIDE, LOW_RES_MASK_SIDE],
          },
          has_mask_input: { data: new Float32Array([logits ? 1 : 0]), dims: [1] },
          // The graph also enlarges the mask to this size; the low-resolution logits are used instead, so the
          // smallest size is the cheapest.
          orig_im_size: { data: new Float32Array([1, 1]), dims: [2] },
        },
        ['low_res_masks', 'iou_predictions'],
      );
      const lowRes = outputs['low_res_masks'];
      const iou = outputs['iou_predictions']?.data[0];
      if (!lowRes || iou === undefined) throw new ForgeError('model_run_failed.no_mask');
      return { lowResLogits: lowRes.data, predictedIou: iou };
    }, 'urgent');
  }

  dispose(): Promise<void> {
    return this.#serial.run(async () => {
      if (this.#disposed) return;
      this.#disposed = true;
      await this.encoder.release();
      await this.decoder.release();
    }, 'patient');
  }

  async #run(
    session: ModelSession,
    inputs: Readonly<Record<string, FloatTensor>>,
    output: string,
  ): Promise<FloatTensor> {
    const tensor = (await this.#runAll(session, inputs, [output]))[output];
    if (!tensor) throw new ForgeError('model_run_failed.no_output', { output });
    return tensor;
  }

  async #runAll(session: ModelSession, inputs: Readonly<Record<string, FloatTensor>>, outputs: readonly string[]) {
    if (this.#disposed) throw new ForgeError('model_run_failed.closed');
    const start = performance.now();
    const before = session.runMilliseconds;
    try {
      return await session.run(inputs, outputs);
    } finally {
      const inside = session.runMilliseconds;
      this.#runMilliseconds +=
        before === undefined || inside === undefined ? performance.now() - start : inside - before;
    }
  }
}

/** The encoder's input value for each byte of a channel. */
const NORMALISED = MEAN.map((mean, channel) =>
  Float32Array.from({ length: 256 }, (_, byte) => (byte - mean) * (1 / (STD[channel] as number))),
);

/** The square of normalised planar RGB that is the encoder's input. */
class EncoderInput {
  readonly tensor: FloatTensor = {
    data: new Float32Array(3 * MODEL_SIDE * MODEL_SIDE),
    dims: [1, 3, MODEL_SIDE, MODEL_SIDE],
  };
  /** The size of its current image, as "{width}x{height}" in model pixels. */
  #filled = '';

  /**
   * Writes the image into the top left. Returns its size there in model pixels, and the model pixels per
   * image pixel.
   */
  fill(image: RgbaImage): { width: number; height: number; scale: number } {
    const scale = MODEL_SIDE / Math.max(image.width, image.height);
    const width = Math.max(1, Math.round(image.width * scale));
    const height = Math.max(1, Math.round(image.height * scale));
    const target = this.tensor.data;
    // The padding of a size stays as it is: 12 MB need not be cleared for each frame of a video.
    if (this.#filled !== `${width}x${height}`) target.fill(0);
    this.#filled = `${width}x${height}`;
    const plane = MODEL_SIDE * MODEL_SIDE;
    const [red, green, blue] = NORMALISED as [Float32Array, Float32Array, Float32Array];
    eachResizedRow(image, width, height, (rgb, y) => {
      for (let from = 0, to = y * MODEL_SIDE; from < rgb.length; from += 3, to++) {
        target[to] = red[rgb[from] as number] as number;
        target[to + plane] = green[rgb[from + 1] as number] as number;
        target[to + 2 * plane] = blue[rgb[from + 2] as number] as number;
      }
    });
    return { width, height, scale };
  }
}

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
