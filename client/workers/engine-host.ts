import { transfer } from 'comlink';
import type { FrameCosts } from '../../core/dataset/estimate.ts';
import { EmbeddingCache, embeddingBudget, type KeepEmbedding } from '../../core/engine/embedding-cache.ts';
import type { EngineCheckpoint } from '../../core/engine/checkpoint.ts';
import { engineRunOf } from '../../core/engine/engine-run.ts';
import { propagate } from '../../core/engine/propagate.ts';
import type { PromptedMask } from '../../core/engine/prompted-mask.ts';
import type { FrameResult, PropagationRequest } from '../../core/engine/types.ts';
import { framesOutwards } from '../../core/engine/visits.ts';
import { ForgeError } from '../../core/errors.ts';
import { exportDataset, type ExportProgress } from '../../core/export/export-dataset.ts';
import type { Provenance } from '../../core/export/metadata.ts';
import { writeZip } from '../../core/export/zip.ts';
import { readModelFiles } from '../../core/models/model-files.ts';
import { findModel } from '../../core/models/registry.ts';
import type { FrameSource } from '../../core/ports/frame-source.ts';
import type { ImageEncoder } from '../../core/ports/image-encoder.ts';
import type { Prompt, Segmenter } from '../../core/ports/segmenter.ts';
import type { FrameIndex } from '../../core/schema/brands.ts';
import type { DatasetSpec } from '../../core/schema/dataset-spec.ts';
import type { ModelEntry } from '../../core/schema/model-manifest.ts';
import type { EngineRun, Project } from '../../core/schema/project.ts';
import { createImageEncoder } from '../../media/image-encoder.ts';
import { openBlobVideo } from '../../media/blob-video.ts';
import { loadModelFile, type DownloadProgress } from './model-store.ts';
import type { BrowserBackend } from './browser-backends.ts';
import { measureFrame } from '../../core/dataset/measure-frame.ts';
import { JobSlot } from './job-slot.ts';
import { createArchiveSink } from './opfs-sink.ts';
import { smallPicture } from './small-picture.ts';
import { SmartPrompt } from './smart-prompt.ts';
import './transparent-decoder.ts';
import { startOnFirst, type StartNotice } from './start-model.ts';
import { WatchedFrames } from '../../core/frames/watched-frames.ts';
import mozjpegUrl from '@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm?url';

export interface LoadRequest {
  readonly model: ModelEntry;
  /** In the order in which they are tried. */
  readonly backends: readonly BrowserBackend[];
  /** Accept a software adapter, too. */
  readonly allowSoftwareGpu: boolean;
}

export type Notice = StartNotice | 'model-not-kept';

export interface LoadedModel {
  readonly engineRun: EngineRun;
  /** False when the browser had the model already. */
  readonly downloaded: boolean;
  readonly notices: readonly Notice[];
}

/** Embeddings of the frames that a user works on, and prompts on them. */
interface WorkOnFrames {
  readonly embeddings: EmbeddingCache;
  readonly smart: SmartPrompt;
}

/** Pictures of a job's progress, at most one every `every` milliseconds. */
const LIVE_PICTURES = {
  every: 400,
  shrink: smallPicture,
  close: (picture: ImageBitmap) => picture.close(),
  failed: (index: FrameIndex, error: unknown) => console.warn(`There is no picture of frame ${index}.`, error),
};

/**
 * The heavy half of the app: its own frames, the model, propagation and export. One job at a time; the user's
 * prompts are answered while no job is running but a correction.
 */
export class EngineHost {
  #source: FrameSource | null = null;
  #segmenter: Segmenter | null = null;
  #loaded: LoadedModel | null = null;
  #encoder: ImageEncoder | null = null;
  readonly #jobs = new JobSlot();
  #loading: { readonly controller: AbortController; readonly model: Promise<LoadedModel> } | null = null;
  readonly #progressListeners = new Set<(progress: DownloadProgress) => void>();
  #onFrames: WorkOnFrames | null = null;

  /** Opens the video that jobs read. Throws the `video_*` errors. */
  async open(file: File): Promise<void> {
    await this.#releaseFrames();
    await this.#source?.close();
    this.#source = await openBlobVideo(file, file.name);
  }

  /**
   * Fetches the model when the browser does not have it, and starts it on the first backend that works; once
   * started it stays.
   * Throws `model_unavailable`, `model_hash_mismatch`, `backend_unavailable`, `aborted`.
   */
  async load(request: LoadRequest, onProgress: (progress: DownloadProgress) => void): Promise<LoadedModel> {
    if (this.#loaded) return this.#loaded;
    this.#progressListeners.add(onProgress);
    try {
      // The run and the user's prompts may want the model at the same time: it is loaded once for both.
      this.#loading ??= this.#beginLoading(request);
      return await this.#loading.model;
    } finally {
      this.#progressListeners.delete(onProgress);
      this.#loading = null;
    }
  }

  #beginLoading(request: LoadRequest) {
    const controller = new AbortController();
    const report = (progress: DownloadProgress) => this.#progressListeners.forEach((listener) => listener(progress));
    return { controller, model: this.#loadModel(request, report, controller.signal) };
  }

  async #loadModel(
    request: LoadRequest,
    onProgress: (progress: DownloadProgress) => void,
    signal: AbortSignal,
  ): Promise<LoadedModel> {
    const model = findModel(request.model.id);
    const { files, downloaded, kept } = await this.#modelFiles(request.model, onProgress, signal);
    const notices: Notice[] = kept ? [] : ['model-not-kept'];
    this.#segmenter = await startOnFirst(request, model, files, (notice) => notices.push(notice), signal);
    this.#loaded = { engineRun: engineRunOf(this.#segmenter.info), downloaded, notices };
    return this.#loaded;
  }

  /**
   * Encodes a frame in advance for a job or prompts, unless it is encoded already; it is kept as long as
   * there is room. Throws `model_unavailable` before the model is loaded, `aborted` while a job is running,
   * and what EmbeddingCache.get throws.
   */
  async encodeAhead(frame: FrameIndex): Promise<void> {
    await this.#idleFrames().embeddings.get(frame);
  }

  /**
   * Encodes a frame for the prompts that follow. Throws `model_unavailable` before the model is loaded,
   * `aborted` while a job is running or when another frame is prepared, and what SmartPrompt throws.
   */
  async prepareFrame(frame: FrameIndex): Promise<void> {
    await this.#idleFrames().smart.prepare(frame);
  }

  /** The mask of a user's prompt on the prepared frame. Throws as `prepareFrame`. */
  async smartMask(frame: FrameIndex, prompt: Prompt): Promise<PromptedMask> {
    return this.#idleFrames().smart.mask(frame, prompt);
  }

  /** No more prompts follow. */
  async releaseFrame(): Promise<void> {
    await this.#onFrames?.smart.release();
  }

  /**
   * Propagates labels, behind `resume` where it is given; a frame's results and the engine's checkpoint after them
   * go to `onFrame`, some with a small picture of the frame that the receiver closes, and the work goes on when
   * that has resolved. Throws what the engine throws.
   */
  propagate(
    request: PropagationRequest,
    resume: EngineCheckpoint | undefined,
    onFrame: (result: FrameResult, checkpoint: EngineCheckpoint, picture?: ImageBitmap) => Promise<void>,
  ): Promise<void> {
    const labelled = request.tracks.flatMap(({ labels }) => labels.map(({ frame }) => frame));
    return this.#run(
      async (signal) => {
        const { embeddings: known } = this.#framesAndModel();
        const frames = new WatchedFrames(this.#frames(), { pictures: LIVE_PICTURES });
        try {
          const ports = { frames, segmenter: known.segmenter, known };
          for await (const result of propagate(ports, request, { signal, resume })) {
            // A copy to the page for each frame: 0.6 MB in 0.6 ms with 2 objects and 20 gaps at 720p, 6 MB in 8 ms
            // with 20 objects, whose frames take a second or more.
            const checkpoint = result.checkpoint();
            const picture = await frames.take(result.frame);
            await (picture ? onFrame(result, checkpoint, transfer(picture, [picture])) : onFrame(result, checkpoint));
          }
        } finally {
          frames.release();
          await known.release();
        }
      },
      new Set([...labelled, ...request.targets]),
    );
  }

  /**
   * Propagates labels that the user just changed, outwards from a frame; a frame's results go to `onFrame`, and the
   * work goes on when that has resolved. Embeddings of the frames that it visits first are kept for the next
   * correction, as far as there is room. It ends with `aborted` when another correction or another job begins. Throws
   * what the engine throws.
   */
  correct(
    request: PropagationRequest,
    around: FrameIndex,
    onFrame: (result: FrameResult) => Promise<void>,
  ): Promise<void> {
    return this.#jobs.run(
      async (signal) => {
        const { embeddings: known } = this.#framesAndModel();
        known.prefer(framesOutwards(request, around));
        const keep: KeepEmbedding = (frame, embedding) => known.put(frame, embedding);
        const ports = { frames: this.#frames(), segmenter: known.segmenter, known, keep };
        for await (const { frame, timestamp, tracks, progress } of propagate(ports, request, { signal, around }))
          await onFrame({ frame, timestamp, tracks, progress });
      },
      { givesWay: true },
    );
  }

  /** Measures the time of one frame with the loaded model. Throws what measureFrame throws. */
  measure(ranks: readonly FrameIndex[], image: DatasetSpec['image']): Promise<FrameCosts> {
    return this.#run(async (signal) => {
      const encoder = (this.#encoder ??= await loadImageEncoder());
      return measureFrame({ frames: this.#frames(), segmenter: this.#model(), encoder, ranks, image, signal });
    });
  }

  /**
   * Writes the dataset's archive; the work goes on when `report` has resolved. Throws what exportDataset and
   * the sink throw.
   */
  exportArchive(
    job: { readonly project: Project; readonly spec: DatasetSpec; readonly provenance: Provenance },
    report: (progress: ExportProgress) => Promise<void>,
  ): Promise<Blob> {
    return this.#run(async (signal) => {
      const encoder = (this.#encoder ??= await loadImageEncoder());
      let reported = Promise.resolve();
      const onProgress = (progress: ExportProgress) => {
        reported = report(progress);
      };
      const frames = new WatchedFrames<never>(this.#frames(), { beforeFrame: () => reported });
      const sink = await createArchiveSink();
      await writeZip(exportDataset({ ...job, frames, encoder, signal, onProgress }), sink, signal);
      const archive = await sink.finished();
      if (!archive) throw new ForgeError('file_write_failed.archive');
      return archive;
    });
  }

  /** Stops the running job within one frame; results that it delivered stay. */
  cancel(): void {
    const reason = new ForgeError('aborted');
    this.#jobs.cancel(reason);
    this.#loading?.controller.abort(reason);
  }

  /** Stops a correction within one frame; no other job. */
  cancelCorrection(): void {
    this.#jobs.cancelYielding(new ForgeError('aborted'));
  }

  diagnostics() {
    return {
      liveFrames: this.#source?.liveFrames ?? 0,
      liveTensors: this.#segmenter?.liveTensors ?? 0,
      encodeRuns: this.#segmenter?.encodeRuns ?? 0,
      keptEmbeddings: this.#onFrames?.embeddings.size ?? 0,
      backend: this.#segmenter?.info.backend ?? null,
      precision: this.#segmenter?.info.precision ?? null,
      crossOriginIsolated: self.crossOriginIsolated,
    };
  }

  #frames(): FrameSource {
    if (!this.#source) throw new ForgeError('video_decode_failed.none_open');
    return this.#source;
  }

  /** The frames for the user's prompts. A running job has the model for itself, unless it gives way. */
  #idleFrames(): WorkOnFrames {
    if (this.#jobs.isTaken) throw new ForgeError('aborted.job');
    return this.#framesAndModel();
  }

  /** Embeddings of one video and one model are useless for another. */
  #framesAndModel(): WorkOnFrames {
    const [source, segmenter] = [this.#frames(), this.#model()];
    const known = this.#onFrames?.embeddings;
    if (this.#onFrames && known?.frames === source && known.segmenter === segmenter) return this.#onFrames;
    void known?.release();
    // A number of GB that some browsers tell, at most 8.
    const { deviceMemory } = navigator as { deviceMemory?: number };
    const embeddings = new EmbeddingCache(source, segmenter, embeddingBudget(deviceMemory));
    return (this.#onFrames = { embeddings, smart: new SmartPrompt(embeddings) });
  }

  /**
   * Releases the embeddings, ready or in progress, except those of `wanted`; resolves when no work for them
   * is left.
   */
  async #releaseFrames(wanted: ReadonlySet<FrameIndex> = new Set()): Promise<void> {
    this.#onFrames?.smart.forget();
    await this.#onFrames?.embeddings.keepOnly(wanted);
  }

  #model(): Segmenter {
    if (!this.#segmenter) throw new ForgeError('model_unavailable.not_loaded');
    return this.#segmenter;
  }

  /** @param wanted frames of the job whose embeddings it takes over; it starts with no others held */
  #run<T>(job: (signal: AbortSignal) => Promise<T>, wanted?: ReadonlySet<FrameIndex>): Promise<T> {
    return this.#jobs.run(async (signal) => {
      await this.#releaseFrames(wanted);
      return job(signal);
    });
  }

  async #modelFiles(entry: ModelEntry, onProgress: (progress: DownloadProgress) => void, signal: AbortSignal) {
    const totalBytes = entry.files.reduce((sum, file) => sum + file.bytes, 0);
    let before = 0;
    let downloaded = false;
    let kept = true;
    const files = await readModelFiles(entry.files, async (file) => {
      const report = ({ receivedBytes }: DownloadProgress) =>
        onProgress({ receivedBytes: before + receivedBytes, totalBytes });
      const stored = await loadModelFile(file, report, signal);
      downloaded ||= stored.downloaded;
      kept &&= stored.kept;
      before += file.bytes;
      return stored.bytes;
    });
    return { files, downloaded, kept };
  }
}

async function loadImageEncoder(): Promise<ImageEncoder> {
  const response = await fetch(mozjpegUrl);
  if (!response.ok) throw new ForgeError('internal.image_encoder');
  return createImageEncoder(new Uint8Array(await response.arrayBuffer()));
}
