import type { RgbaImage } from '../image/rgba.ts';
import type { ImageBox, ImagePoint } from '../schema/brands.ts';

/**
 * The device and runtime of a model. `wasm` is onnxruntime-web without a GPU, `cpu` is onnxruntime-node
 * without one.
 */
export type Backend = 'cuda' | 'webgpu' | 'cpu' | 'wasm';

/**
 * The bits of the floats that the image encoder computes with: 32, or 16 where a device has them and the
 * masks agree.
 */
export const PRECISIONS = ['fp32', 'fp16'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** Side of the square low-resolution mask that the decoder reads and writes, in cells. */
export const LOW_RES_MASK_SIDE = 256;

/** An encoded image. It holds memory (possibly on a GPU): dispose it when no further decode needs it. */
export interface Embedding {
  /** Size of the encoded image in pixels. */
  readonly width: number;
  readonly height: number;
  /** Model pixels for one image pixel: the model's input side / max(width, height). */
  readonly scale: number;
  /** The grid of cells that image content covers: columns × rows; the rest of the square is padding. */
  readonly columns: number;
  readonly rows: number;
  /** Image pixels for one grid cell: max(width, height) / gridSide. */
  readonly cellSize: number;
  /**
   * The cells, [rows, columns, channels] row-major: a unit vector each, with a large dot product for cells that show
   * the same, in this image or in another one.
   */
  readonly features: Float32Array;
  readonly channels: number;
  /** The encoder's output as the model's own decoder takes it. */
  readonly encoded: Float32Array;
  /** Cells of a side of the model's square. */
  readonly gridSide: number;
  dispose(): void;
}

/**
 * A prompt for a mask. Coordinates are pixels of the encoded image. At least one of points and box is given.
 */
export interface Prompt {
  readonly points?: readonly { readonly at: ImagePoint; readonly positive: boolean }[];
  readonly box?: ImageBox;
  /** Prior mask logits, LOW_RES_MASK_SIDE², row-major over the padded model square. */
  readonly maskLogits?: Float32Array;
}

/** The decoder's answer to one prompt. */
export interface DecodedMask {
  /** Mask logits over the padded model square, LOW_RES_MASK_SIDE², row-major; the object is where they are > 0. */
  readonly lowResLogits: Float32Array;
  /** The decoder's own estimate of the mask's IoU, nominally 0..1 (it can exceed 1 slightly). */
  readonly predictedIou: number;
}

/** The mask that the model takes for a prompt, and those that it leaves: a part, a smaller part, all of it. */
export interface DecodedMasks extends DecodedMask {
  readonly others: readonly DecodedMask[];
}

/** A promptable segmentation model: encode an image once, decode as many prompts as needed. */
export interface Segmenter {
  readonly info: {
    readonly modelId: string;
    /** sha256 of each of the model's files, by the file's name. */
    readonly fileHashes: Readonly<Record<string, string>>;
    readonly backend: Backend;
    readonly precision: Precision;
  };
  /**
   * Throws `model_run_failed`, `device_lost`, `aborted` (before the run starts; a run itself is not
   * interrupted).
   */
  encode(image: RgbaImage, signal?: AbortSignal): Promise<Embedding>;
  /** Throws `model_run_failed`, `device_lost`, `aborted`. Calls are serialised inside. */
  decode(embedding: Embedding, prompt: Prompt, signal?: AbortSignal): Promise<DecodedMasks>;
  /** Milliseconds spent inside the model's own runs since creation. */
  readonly runMilliseconds: number;
  /** Images that were encoded since creation, each a run of the encoder. */
  readonly encodeRuns: number;
  /** Embeddings and tensors not yet disposed. 0 when nothing is in use. */
  readonly liveTensors: number;
  /** Releases the model; idempotent. */
  dispose(): Promise<void>;
}
