import { ForgeError, throwIfAborted } from '../../errors.ts';
import type { RgbaImage } from '../../image/rgba.ts';
import type { FloatTensor, ModelRuntime, ModelSession } from '../../ports/model-runtime.ts';
import type { DecodedMasks, Embedding, Precision, Prompt, Segmenter } from '../../ports/segmenter.ts';
import { editGraph } from '../edit-graph.ts';
import { graphOf, type ModelFiles } from '../model-files.ts';
import { TaskQueue } from '../task-queue.ts';
import { decodedMasks, decoderInputs, MASKS, SCORES, squareOf } from './decoder.ts';
import { CELL_PIXELS, GRID_SIDE, mobileSam } from './description.ts';
import { COMMON_SHAPE, ShapedEncoder, type EncoderInput } from './encoder.ts';
import { ENCODED, FEATURES } from './feature-nodes.ts';
import { FEATURE_CHANNELS } from './feature-projection.ts';

/**
 * MobileSAM behind the Segmenter port, on the given runtime.
 * Throws `backend_unavailable` when the runtime cannot load the graphs, `model_unavailable` when one is not
 * among the files.
 *
 * @param precision of the encoder. The decoder is small and stays at 32 bits: with equal embeddings its masks
 * are equal
 */
export async function open(runtime: ModelRuntime, files: ModelFiles, precision: Precision): Promise<Segmenter> {
  const encoder = new ShapedEncoder(runtime, graphOf(files, 'encoder'), precision);
  const decoderGraph = editGraph(graphOf(files, 'decoder'), { outputs: [MASKS, SCORES] });
  await encoder.load(COMMON_SHAPE);
  try {
    return new MobileSam(runtime, files.hashes, precision, encoder, await runtime.load(decoderGraph));
  } catch (error) {
    await encoder.dispose();
    throw error;
  }
}

class MobileSam implements Segmenter {
  readonly info: Segmenter['info'];
  #runMilliseconds = 0;
  #live = 0;
  #encodeRuns = 0;
  #disposed = false;
  readonly #serial = new TaskQueue();

  constructor(
    runtime: ModelRuntime,
    hashes: Readonly<Record<string, string>>,
    precision: Precision,
    private readonly encoder: ShapedEncoder,
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
    const { width, height } = image;
    const input = this.encoder.prepare(image);
    try {
      const outputs = await this.#serial.run(async () => {
        throwIfAborted(signal);
        this.#checkOpen();
        const session = await this.encoder.session(input.shape);
        this.#encodeRuns += 1;
        return this.#run(session, { input: input.tensor }, [ENCODED, FEATURES]);
      }, 'patient');
      return this.#embedding({ width, height }, input, outputs);
    } finally {
      this.encoder.release(input);
    }
  }

  #embedding(size: Pick<RgbaImage, 'width' | 'height'>, { shape, scale }: EncoderInput, outputs: Outputs): Embedding {
    this.#live += 1;
    let disposed = false;
    return {
      ...size,
      rows: shape.rows,
      columns: shape.columns,
      scale,
      cellSize: CELL_PIXELS / scale,
      channels: FEATURE_CHANNELS,
      features: outputs(FEATURES).data,
      encoded: squareOf(outputs(ENCODED), shape),
      gridSide: GRID_SIDE,
      dispose: () => {
        if (!disposed) this.#live -= 1;
        disposed = true;
      },
    };
  }

  /** Runs before waiting encoder runs: a mask is needed now, an embedding mostly ahead of its time. */
  decode({ encoded, scale }: Embedding, prompt: Prompt, signal?: AbortSignal): Promise<DecodedMasks> {
    return this.#serial.run(async () => {
      throwIfAborted(signal);
      const inputs = decoderInputs(encoded, prompt, scale);
      const outputs = await this.#run(this.decoder, inputs, [MASKS, SCORES]);
      return decodedMasks(outputs(MASKS), outputs(SCORES), inputs);
    }, 'urgent');
  }

  dispose(): Promise<void> {
    return this.#serial.run(async () => {
      if (this.#disposed) return;
      this.#disposed = true;
      await this.encoder.dispose();
      await this.decoder.release();
    }, 'patient');
  }

  #checkOpen(): void {
    if (this.#disposed) throw new ForgeError('model_run_failed.closed');
  }

  async #run(
    session: ModelSession,
    inputs: Readonly<Record<string, FloatTensor>>,
    names: readonly string[],
  ): Promise<Outputs> {
    this.#checkOpen();
    const start = performance.now();
    const before = session.runMilliseconds;
    try {
      const outputs = await session.run(inputs, names);
      return (name) => {
        const tensor = outputs[name];
        if (!tensor) throw new ForgeError('model_run_failed.no_output', { output: name });
        return tensor;
      };
    } finally {
      const inside = session.runMilliseconds;
      this.#runMilliseconds +=
        before === undefined || inside === undefined ? performance.now() - start : inside - before;
    }
  }
}

/** The outputs of a run by name. Throws `model_run_failed` for one that is not there. */
type Outputs = (name: string) => FloatTensor;
