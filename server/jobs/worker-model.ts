import type { FrameCosts } from '../../core/dataset/estimate.ts';
import { measureModel } from '../../core/dataset/measure-frame.ts';
import { toForgeError, type ErrorCode } from '../../core/errors.ts';
import type { RgbaImage } from '../../core/image/rgba.ts';
import { DEVICE_FAILURES } from '../../core/models/device-failures.ts';
import type { Precision, Segmenter } from '../../core/ports/segmenter.ts';
import type { Logger } from 'pino';
import { createNodeImageEncoder } from '../../node/files/node-image-encoder.ts';
import { NODE_BACKENDS, type NodeBackend } from '../../node/segmenter/ort-node-runtime.ts';
import { openNodeSegmenter } from '../../node/segmenter/segmenter.ts';
import type { WorkerConfig } from '../config.ts';
import type { TriedDevice } from './workers.repo.ts';

/** A model without use for this long is released: it holds about 500 MB. */
const IDLE_MILLISECONDS = 10 * 60_000;
/** From the file to pixels, at 720p: small beside the model, and different for each video. */
const READ_MS = 15;
/** Faults after which the model is loaded anew. */
const OF_THE_MODEL: ReadonlySet<ErrorCode> = new Set([...DEVICE_FAILURES, 'model_unavailable', 'backend_unavailable']);
const JPEG = { type: 'jpeg', quality: 92 } as const;

/** The model's time does not depend on the image's content. */
const greyFrame = (): RgbaImage => ({
  width: 1280,
  height: 720,
  data: new Uint8ClampedArray(1280 * 720 * 4).fill(128),
});

/**
 * The worker's model: loaded when first needed, shared by all tasks of the process (its runs take turns
 * anyway), and released after a while without work.
 */
export class WorkerModel {
  readonly #closing = new AbortController();
  #loading: Promise<Segmenter> | null = null;
  #users = 0;
  #idle: NodeJS.Timeout | null = null;
  #costs: FrameCosts | null = null;
  #measuring: Promise<void> | null = null;
  #devices: TriedDevice[] = [];
  /** The best device that worked, and its best precision; null before the search, and after a failure. */
  #found: { readonly device: NodeBackend; readonly precision: Precision } | null = null;

  constructor(
    private readonly config: Pick<WorkerConfig, 'device' | 'precision' | 'threads'>,
    private readonly log: Logger,
  ) {}

  /** Where the model runs, or ran last; null before it was first loaded. */
  device: NodeBackend | null = null;

  /** The time of one frame; null until measured. */
  get costs(): FrameCosts | null {
    return this.#costs;
  }

  /** The tried devices, the better ones first, and why each does not work. */
  get devices(): readonly TriedDevice[] {
    return this.#devices;
  }

  /** Lends the model for as long as `use` runs. Throws the errors of openNodeSegmenter. */
  async with<T>(use: (segmenter: Segmenter) => Promise<T>): Promise<T> {
    this.#users += 1;
    if (this.#idle) clearTimeout(this.#idle);
    const loading = (this.#loading ??= this.#load());
    try {
      const segmenter = await loading;
      try {
        return await use(segmenter);
      } finally {
        this.device = segmenter.info.backend as NodeBackend;
      }
    } catch (error) {
      // A model that failed on its last device is of no use to the next task; one that was only stopped, or
      // got a bad file, is.
      if (OF_THE_MODEL.has(toForgeError(error).code) && this.#loading === loading) await this.#release();
      throw error;
    } finally {
      this.#users -= 1;
      if (this.#users === 0) this.#idle = setTimeout(() => void this.#release(), IDLE_MILLISECONDS).unref();
    }
  }

  /** Loads the model and measures the time of one frame, once, while the model does nothing else. */
  async warmUp(): Promise<void> {
    if (this.#costs || this.#users > 0) return;
    await (this.#measuring ??= this.#measure().finally(() => (this.#measuring = null)));
  }

  /** Stops a load that is under way, too. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#measuring?.catch(() => undefined); // its caller got the error
    if (this.#idle) clearTimeout(this.#idle);
    await this.#release();
  }

  async #measure(): Promise<void> {
    const encoder = await createNodeImageEncoder();
    const costs = await this.with((segmenter) => measureModel(segmenter, encoder, greyFrame(), JPEG));
    this.#costs = { readMs: READ_MS, ...costs };
  }

  async #load(): Promise<Segmenter> {
    const failed = this.#found === null ? [] : this.#devices.filter(({ reason }) => reason !== null);
    const segmenter = await openNodeSegmenter({
      // Searching for the best device can take half a minute: the result is used until it fails.
      device: this.#found?.device ?? this.config.device,
      precision: this.#found?.precision ?? this.config.precision,
      threads: this.config.threads,
      signal: this.#closing.signal,
      onPrecision: (device, { precision, reason }) => this.log.info({ device, precision, reason }, 'a device works'),
      onFallback: ({ from, to, reason }) => {
        this.log.info({ from, to, reason: reason.message }, 'the model does not run on a device');
        failed.push({ device: from, reason: reason.message, precision: null });
      },
    });
    const device = segmenter.info.backend as NodeBackend;
    this.device = device;
    const { precision } = segmenter.info;
    this.#found = { device, precision };
    const tried = [...failed, { device, reason: null, precision }];
    this.#devices = NODE_BACKENDS.flatMap((each) => tried.filter((one) => one.device === each).slice(-1));
    return segmenter;
  }

  async #release(): Promise<void> {
    const loading = this.#loading;
    this.#loading = null;
    if (this.device !== this.#found?.device) this.#found = null;
    // A model that failed to load needs no release, and its callers got the error.
    const segmenter = await loading?.catch(() => null);
    await segmenter?.dispose();
  }
}
