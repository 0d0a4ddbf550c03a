import { ForgeError } from '../../errors.ts';
import { eachResizedRow } from '../../image/resize.ts';
import type { RgbaImage } from '../../image/rgba.ts';
import type { FloatTensor, ModelRuntime, ModelSession } from '../../ports/model-runtime.ts';
import type { Precision } from '../../ports/segmenter.ts';
import { editGraph } from '../edit-graph.ts';
import { CELL_PIXELS, GRID_SIDE, mobileSam } from './description.ts';
import { paddedShape, shapeConstants, type PaddedShape } from './encoder-shape.ts';
import { ENCODED, featureNodes, FEATURES } from './feature-nodes.ts';

/** ImageNet statistics on the 0..255 scale, RGB, as in the encoder's training. */
const MEAN = [123.675, 116.28, 103.53] as const;
const STD = [58.395, 57.12, 57.375] as const;
/** Each holds the 28 MB of weights (14 in fp16). Two: a run's video, and the one that is opened next. */
const MOST_SHAPES = 2;
/** Inputs that are kept: one is run, one waits, one is filled. */
const MOST_SPARE = 3;

/** An image as the encoder takes it. */
export interface EncoderInput {
  /** Size of the image in model pixels. */
  readonly width: number;
  readonly height: number;
  readonly shape: PaddedShape;
  /** Model pixels for one image pixel. */
  readonly scale: number;
  /** Normalised planar RGB, [1, 3, padded rows × 16, padded columns × 16]; 0 right of and below the image. */
  readonly tensor: FloatTensor;
}

/** The encoder for images of any shape: its graph is made and loaded for a shape when the first image has it. */
export class ShapedEncoder {
  /** In order of use, the most recent last. */
  readonly #sessions = new Map<string, ModelSession>();
  /** Reused between runs: up to 12 MB each that would otherwise be allocated for every frame. */
  readonly #spare: EncoderInput[] = [];

  /** @param graph the published graph, of a square */
  constructor(
    private readonly runtime: ModelRuntime,
    private readonly graph: Uint8Array<ArrayBuffer>,
    private readonly precision: Precision,
  ) {}

  /** `inputOf` with the memory of an input that was released. */
  prepare(image: RgbaImage): EncoderInput {
    const { width, height } = sizeInModel(image);
    // What is right of and below an image of the same size is 0 already.
    const at = this.#spare.findIndex((each) => each.width === width && each.height === height);
    const [spare] = at < 0 ? [] : this.#spare.splice(at, 1);
    return inputOf(image, spare?.tensor);
  }

  release(input: EncoderInput): void {
    this.#spare.unshift(input);
    this.#spare.length = Math.min(this.#spare.length, MOST_SPARE);
  }

  /**
   * The session for a shape. Calls are serialised by the caller.
   * Throws `model_run_failed` where the runtime takes no graph of this shape.
   */
  async session(shape: PaddedShape): Promise<ModelSession> {
    const key = keyOf(shape);
    const session = this.#sessions.get(key) ?? (await this.#load(shape));
    this.#sessions.delete(key);
    this.#sessions.set(key, session);
    return session;
  }

  /** Throws `backend_unavailable` when the runtime cannot load the graph. */
  async load(shape: PaddedShape): Promise<ModelSession> {
    const edited = editGraph(this.graph, {
      ...featureNodes(shape),
      integers: shapeConstants(shape.padded),
      anyShape: true,
      outputs: [ENCODED, FEATURES],
    });
    const session = await this.runtime.load(this.precision === 'fp16' ? await halve(edited) : edited);
    this.#sessions.set(keyOf(shape), session);
    return session;
  }

  async dispose(): Promise<void> {
    for (const session of this.#sessions.values()) await session.release();
    this.#sessions.clear();
  }

  async #load(shape: PaddedShape): Promise<ModelSession> {
    for (const [oldest, session] of this.#sessions) {
      if (this.#sessions.size < MOST_SHAPES) break;
      this.#sessions.delete(oldest);
      await session.release();
    }
    try {
      return await this.load(shape);
    } catch (error) {
      // The backend took another shape before: another backend may take this one.
      throw new ForgeError('model_run_failed.shape', { rows: shape.rows, columns: shape.columns }, { cause: error });
    }
  }
}

const keyOf = ({ rows, columns }: PaddedShape): string => `${rows}x${columns}`;

/** The shape of 16:9, which most videos have. */
export const COMMON_SHAPE = paddedShape({ rows: 36, columns: GRID_SIDE });

/** The converter is loaded on demand: most browsers have no device for it. */
async function halve(graph: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { toHalfPrecision } = await import('../half-precision.ts');
  return toHalfPrecision(graph);
}

/** The size of an image in model pixels: its longer side fills the model's square. */
function sizeInModel({ width, height }: Pick<RgbaImage, 'width' | 'height'>) {
  const scale = mobileSam.inputSide / Math.max(width, height);
  const scaled = (side: number) => Math.max(1, Math.round(side * scale));
  return { scale, width: scaled(width), height: scaled(height) };
}

/**
 * An image as the encoder's input.
 *
 * @param tensor of an image of the same size in model pixels; it is filled anew
 */
export function inputOf(image: RgbaImage, tensor?: FloatTensor): EncoderInput {
  const { scale, width, height } = sizeInModel(image);
  const shape = paddedShape({ rows: Math.ceil(height / CELL_PIXELS), columns: Math.ceil(width / CELL_PIXELS) });
  const input = { width, height, shape, scale, tensor: tensor ?? emptyInput(shape) };
  fill(input.tensor.data, image, width, height, shape);
  return input;
}

function emptyInput({ padded: { rows, columns } }: PaddedShape): FloatTensor {
  const [height, width] = [rows * CELL_PIXELS, columns * CELL_PIXELS];
  return { data: new Float32Array(3 * height * width), dims: [1, 3, height, width] };
}

/** The encoder's input value for each byte of a channel. */
const NORMALISED = MEAN.map((mean, channel) =>
  Float32Array.from({ length: 256 }, (_, byte) => (byte - mean) * (1 / (STD[channel] as number))),
);

/** Writes an image, resized to width × height model pixels, into the top left of an input; the rest stays 0. */
function fill(target: Float32Array, image: RgbaImage, width: number, height: number, shape: PaddedShape): void {
  const across = shape.padded.columns * CELL_PIXELS;
  const plane = across * shape.padded.rows * CELL_PIXELS;
  const [red, green, blue] = NORMALISED as [Float32Array, Float32Array, Float32Array];
  eachResizedRow(image, width, height, (rgb, y) => {
    for (let from = 0, to = y * across; from < rgb.length; from += 3, to++) {
      target[to] = red[rgb[from] as number] as number;
      target[to + plane] = green[rgb[from + 1] as number] as number;
      target[to + 2 * plane] = blue[rgb[from + 2] as number] as number;
    }
  });
}
