import type { FrameCosts } from './estimate.ts';
import { takePixels } from '../frames/take-pixels.ts';
import type { FrameSource } from '../ports/frame-source.ts';
import type { RgbaImage } from '../image/rgba.ts';
import type { ImageEncoder } from '../ports/image-encoder.ts';
import type { Segmenter } from '../ports/segmenter.ts';
import { imageBox, type FrameIndex } from '../schema/brands.ts';
import type { DatasetSpec } from '../schema/dataset-spec.ts';

interface Measurement {
  readonly frames: FrameSource;
  readonly segmenter: Segmenter;
  readonly encoder: ImageEncoder;
  /** Frames in the order of a run; the last one is measured, so that seeking in the file does not count. */
  readonly ranks: readonly FrameIndex[];
  readonly image: DatasetSpec['image'];
  readonly signal: AbortSignal;
}

/** Measures the costs of one frame of a dataset on this device. Throws what the ports throw. */
export async function measureFrame(measured: Measurement): Promise<FrameCosts> {
  const { frames, segmenter, encoder, ranks, image, signal } = measured;
  const { pixels, readMs } = await lastFrame(frames, ranks, signal);
  return { readMs, ...(await measureModel(segmenter, encoder, pixels, image, signal)) };
}

/**
 * Measures an image in the model and in the encoder of the dataset's images, without reading it from a video.
 * The first run of each compiles and allocates, so the second one is timed; a model that has run before needs
 * no warm-up. Throws what the ports throw.
 */
export async function measureModel(
  segmenter: Segmenter,
  encoder: ImageEncoder,
  pixels: RgbaImage,
  image: DatasetSpec['image'],
  signal?: AbortSignal,
): Promise<Omit<FrameCosts, 'readMs'>> {
  if (segmenter.runMilliseconds === 0) (await segmenter.encode(pixels, signal)).dispose();
  const encodeStart = performance.now();
  const embedding = await segmenter.encode(pixels, signal);
  try {
    const encodeMs = performance.now() - encodeStart;
    const box = imageBox(pixels.width / 4, pixels.height / 4, pixels.width / 2, pixels.height / 2);
    await segmenter.decode(embedding, { box }, signal);
    const decodeMs = await timed(async () => segmenter.decode(embedding, { box }, signal));
    await encoder.encode(pixels, image);
    const writeMs = await timed(async () => encoder.encode(pixels, image));
    return { encodeMs, decodeMs, writeMs };
  } finally {
    embedding.dispose();
  }
}

async function lastFrame(frames: FrameSource, ranks: readonly FrameIndex[], signal: AbortSignal) {
  let start = performance.now();
  let last = { pixels: { width: 1, height: 1, data: new Uint8ClampedArray(4) }, readMs: 0 };
  for await (const frame of frames.frames(ranks, { signal, lookAhead: 0 })) {
    const pixels = await takePixels(frame);
    last = { pixels, readMs: performance.now() - start };
    start = performance.now();
  }
  return last;
}

/** The milliseconds that a task takes. */
async function timed(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await task();
  return performance.now() - start;
}
