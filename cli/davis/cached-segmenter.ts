import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ENGINE_VERSION } from '../../core/engine/engine-run.ts';
import type { RgbaImage } from '../../core/image/rgba.ts';
import type { DecodedMasks, Embedding, Prompt, Segmenter } from '../../core/ports/segmenter.ts';
import { createFileSink } from '../../node/files/file-sink.ts';

/** An embedding as its file holds it: this line of JSON, then all floats in the order of the lengths. */
interface Header extends Omit<Embedding, 'features' | 'encoded' | 'dispose'> {
  readonly lengths: readonly [features: number, encoded: number];
}

/**
 * A segmenter that keeps the embedding of each image in a file, so that a change of what comes after the encoder is
 * measured without running it again. A file belongs to an image, a model, a precision and a version of the engine:
 * delete the folder where what the encoder gives was changed without raising that.
 */
export class CachedSegmenter implements Segmenter {
  constructor(
    private readonly segmenter: Segmenter,
    private readonly folder: string,
  ) {}

  get info(): Segmenter['info'] {
    return this.segmenter.info;
  }

  get runMilliseconds(): number {
    return this.segmenter.runMilliseconds;
  }

  get encodeRuns(): number {
    return this.segmenter.encodeRuns;
  }

  get liveTensors(): number {
    return this.segmenter.liveTensors;
  }

  async encode(image: RgbaImage, signal?: AbortSignal): Promise<Embedding> {
    const path = join(this.folder, `${this.#keyOf(image)}.bin`);
    const kept = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (kept) return unpack(kept);
    const embedding = await this.segmenter.encode(image, signal);
    await mkdir(this.folder, { recursive: true });
    await this.#keep(path, embedding);
    return embedding;
  }

  decode(embedding: Embedding, prompt: Prompt, signal?: AbortSignal): Promise<DecodedMasks> {
    return this.segmenter.decode(embedding, prompt, signal);
  }

  dispose(): Promise<void> {
    return this.segmenter.dispose();
  }

  /** A sink leaves no half of a file where a run is stopped. */
  async #keep(path: string, embedding: Embedding): Promise<void> {
    const sink = await createFileSink(path);
    try {
      await sink.write(pack(embedding));
      await sink.commit();
    } finally {
      await sink.discard();
    }
  }

  #keyOf({ data, width, height }: RgbaImage): string {
    const { modelId, fileHashes, precision } = this.info;
    return createHash('sha256')
      .update(JSON.stringify({ width, height, modelId, fileHashes, precision, engine: ENGINE_VERSION }))
      .update(data)
      .digest('hex');
  }
}

function pack({ features, encoded, dispose: _, ...grid }: Embedding): Uint8Array {
  const header: Header = { ...grid, lengths: [features.length, encoded.length] };
  const line = Buffer.from(`${JSON.stringify(header)}\n`);
  const floats = [features, encoded].map((each) => Buffer.from(each.buffer, each.byteOffset, each.byteLength));
  return Buffer.concat([line, ...floats]);
}

function unpack(bytes: Buffer): Embedding {
  let at = bytes.indexOf('\n') + 1;
  const { lengths, ...grid } = JSON.parse(bytes.toString('utf8', 0, at)) as Header;
  const take = (count: number) => {
    const part = bytes.subarray(at, (at += count * Float32Array.BYTES_PER_ELEMENT));
    // The floats lie anywhere in the file: a copy of them is aligned.
    return new Float32Array(new Uint8Array(part).buffer);
  };
  return { ...grid, features: take(lengths[0]), encoded: take(lengths[1]), dispose: () => undefined };
}
