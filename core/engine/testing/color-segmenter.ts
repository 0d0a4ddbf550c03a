import { ForgeError, throwIfAborted } from '../../errors.ts';
import type { RgbaImage } from '../../image/rgba.ts';
import {
  LOW_RES_MASK_SIDE,
  type DecodedMasks,
  type Embedding,
  type Prompt,
  type Segmenter,
} from '../../ports/segmenter.ts';

const CHANNELS = 32;
const GRID = 64;

/**
 * A segmenter that really segments, by colour: cells are described by random Fourier features of their mean
 * colour, and a prompt selects the pixels near the colour under its point (or its box's centre) within its
 * box. Exact on flat synthetic scenes and a thousand times faster than a network, so that the engine can be
 * tested over many frames. It counts its runs.
 */
export class ColorSegmenter implements Segmenter {
  readonly info = { modelId: 'color', fileHashes: {}, backend: 'cpu', precision: 'fp32' } as const;
  readonly runMilliseconds = 0;
  encodeRuns = 0;
  decodeRuns = 0;
  liveTensors = 0;
  readonly #images = new WeakMap<Embedding, RgbaImage>();

  #disposed = false;

  async encode(image: RgbaImage, signal?: AbortSignal): Promise<Embedding> {
    await this.#start(signal);
    this.encodeRuns += 1;
    this.liveTensors += 1;
    const scale = 1024 / Math.max(image.width, image.height);
    const cellSize = 16 / scale;
    const columns = Math.ceil(image.width / cellSize);
    const rows = Math.ceil(image.height / cellSize);
    const features = new Float32Array(columns * rows * CHANNELS);
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const color = colorAt(image, (x + 0.5) * cellSize, (y + 0.5) * cellSize);
        for (let channel = 0; channel < CHANNELS; channel++)
          features[(y * columns + x) * CHANNELS + channel] = Math.cos(phase(channel, color));
      }
    }
    let live = true;
    const embedding: Embedding = {
      width: image.width,
      height: image.height,
      scale,
      columns,
      rows,
      cellSize,
      channels: CHANNELS,
      features: centredUnits(features),
      encoded: new Float32Array(),
      gridSide: GRID,
      dispose: () => {
        if (live) this.liveTensors -= 1;
        live = false;
      },
    };
    this.#images.set(embedding, { ...image, data: image.data.slice() });
    return embedding;
  }

  async decode(embedding: Embedding, prompt: Prompt, signal?: AbortSignal): Promise<DecodedMasks> {
    await this.#start(signal);
    this.decodeRuns += 1;
    const image = this.#images.get(embedding);
    if (!image) throw new Error('an embedding of another segmenter');
    const [left, top, width, height] = prompt.box ?? [0, 0, image.width, image.height];
    const point = prompt.points?.find((each) => each.positive)?.at ?? [left + width / 2, top + height / 2];
    const wanted = colorAt(image, point[0], point[1]);
    const lowResLogits = new Float32Array(LOW_RES_MASK_SIDE ** 2).fill(-8);
    const step = 1024 / LOW_RES_MASK_SIDE / embedding.scale;
    for (let i = 0; i < lowResLogits.length; i++) {
      const x = ((i % LOW_RES_MASK_SIDE) + 0.5) * step;
      const y = (Math.floor(i / LOW_RES_MASK_SIDE) + 0.5) * step;
      if (x >= image.width || y >= image.height) continue;
      const near = x > left - step && x < left + width + step && y > top - step && y < top + height + step;
      if (!near) continue;
      const color = colorAt(image, x, y);
      if (color.every((value, channel) => Math.abs(value - (wanted[channel] as number)) < 24)) lowResLogits[i] = 8;
    }
    return { lowResLogits, predictedIou: 0.95, others: [] };
  }

  dispose(): Promise<void> {
    this.#disposed = true;
    return Promise.resolve();
  }

  async #start(signal: AbortSignal | undefined): Promise<void> {
    await Promise.resolve();
    throwIfAborted(signal);
    if (this.#disposed) throw new ForgeError('model_run_failed.closed');
  }
}

function colorAt(image: RgbaImage, x: number, y: number): number[] {
  const column = Math.min(image.width - 1, Math.max(0, Math.floor(x)));
  const row = Math.min(image.height - 1, Math.max(0, Math.floor(y)));
  const at = (row * image.width + column) * 4;
  return [...image.data.subarray(at, at + 3)];
}

/** Fixed pseudo-random projection of a colour: similar colours get similar phases in every channel. */
function phase(channel: number, color: readonly number[]): number {
  return color.reduce((sum, value, i) => sum + value * (PROJECTION[channel * 3 + i] as number) * 0.03, channel * 2.4);
}
const PROJECTION = Float64Array.from({ length: CHANNELS * 3 }, (_, at) =>
  Math.sin(Math.floor(at / 3) * 12.9898 + (at % 3) * 78.233),
);

/** Vectors of CHANNELS each, centred over the image and made unit vectors. */
function centredUnits(vectors: Float32Array): Float32Array {
  const cells = vectors.length / CHANNELS;
  const means = new Float64Array(CHANNELS);
  vectors.forEach((value, at) => (means[at % CHANNELS] = (means[at % CHANNELS] as number) + value / cells));
  const centred = vectors.map((value, at) => value - (means[at % CHANNELS] as number));
  for (let cell = 0; cell < cells; cell++) {
    const vector = centred.subarray(cell * CHANNELS, (cell + 1) * CHANNELS);
    const length = Math.hypot(...vector, 1e-6);
    vector.forEach((value, at) => (vector[at] = value / length));
  }
  return centred;
}
