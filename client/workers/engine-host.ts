import { BlobSource } from 'mediabunny';
import { ENGINE_VERSION, propagate } from '../../core/engine/propagate.ts';
import type { FrameResult, PropagationRequest } from '../../core/engine/types.ts';
import { ForgeError, throwIfAborted } from '../../core/errors.ts';
import { exportDataset, type ExportProgress } from '../../core/export/export-dataset.ts';
import type { Provenance } from '../../core/export/metadata.ts';
import { writeZip } from '../../core/export/zip.ts';
import { createMobileSam } from '../../core/models/mobile-sam.ts';
import type { FrameSource } from '../../core/ports/frame-source.ts';
import type { ImageEncoder } from '../../core/ports/image-encoder.ts';
import type { Segmenter } from '../../core/ports/segmenter.ts';
import type { DatasetSpec } from '../../core/schema/dataset-spec.ts';
import type { ModelEntry } from '../../core/schema/model-manifest.ts';
import type { Project } from '../../core/schema/project.ts';
import { createImageEncoder } from '../../media/image-encoder.ts';
import { openVideo } from '../../media/video-frame-source.ts';
import { loadModelFile, type DownloadProgress } from '../lib/model-store.ts';
import type { BrowserBackend } from './browser-backends.ts';
import { createArchiveSink } from './opfs-sink.ts';
import { findWebGpu, OrtWebRuntime } from './ort-web-runtime.ts';
import mozjpegUrl from '@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm?url';

export interface LoadRequest {
  readonly model: ModelEntry;
  /** In the order in which they are tried. */
  readonly backends: readonly BrowserBackend[];
  /** Take an adapter that is emulated on the CPU, too. */
  readonly allowSoftwareGpu: boolean;
}

export type Notice = 'webgpu-missing' | 'webgpu-software' | 'webgpu-failed' | 'model-not-kept';

export interface LoadedModel {
  readonly info: Segmenter['info'];
  readonly engineVersion: string;
  /** False where the browser had the model already. */
  readonly downloaded: boolean;
  readonly notices: readonly Notice[];
}

/** The heavy half of the app: its own frames, the model, propagation and export. One job at a time. */
export class EngineHost {
  #source: FrameSource | null = null;
  #segmenter: Segmenter | null = null;
  #loaded: LoadedModel | null = null;
  #encoder: ImageEncoder | null = null;
  #job: AbortController | null = null;

  /** The video that jobs read. Throws the `video_*` errors. */
  async open(file: File): Promise<void> {
    await this.#source?.close();
    this.#source = await openVideo(new BlobSource(file), { name: file.name, size: file.size });
  }

  /**
   * Fetches the model where the browser does not have it, and starts it on the first backend that works; once started it stays.
   * Throws `model_unavailable`, `model_hash_mismatch`, `backend_unavailable`, `aborted`.
   */
  load(request: LoadRequest, onProgress: (progress: DownloadProgress) => void): Promise<LoadedModel> {
    return this.#run(async (signal) => {
      if (this.#loaded) return this.#loaded;
      const files = await this.#modelFiles(request.model, onProgress, signal);
      const notices: Notice[] = files.kept ? [] : ['model-not-kept'];
      this.#segmenter = await startOnFirst(request, files, notices, signal);
      const { info } = this.#segmenter;
      this.#loaded = { info, engineVersion: ENGINE_VERSION, downloaded: files.downloaded, notices };
      return this.#loaded;
    });
  }

  /** Carries labels; a frame's results go to `onFrame` before the next frame is begun. Throws what the engine throws. */
  propagate(request: PropagationRequest, onFrame: (result: FrameResult) => Promise<void>): Promise<void> {
    return this.#run(async (signal) => {
      const segmenter = this.#segmenter;
      if (!segmenter) throw new ForgeError('model_unavailable', 'The model is not loaded yet.');
      for await (const result of propagate({ frames: this.#frames(), segmenter }, request, signal))
        await onFrame(result);
    });
  }

  /** Writes the dataset's archive. Throws what exportDataset and the sink throw. */
  exportArchive(
    job: { readonly project: Project; readonly spec: DatasetSpec; readonly provenance: Provenance },
    onProgress: (progress: ExportProgress) => void,
  ): Promise<Blob> {
    return this.#run(async (signal) => {
      const encoder = (this.#encoder ??= await loadImageEncoder());
      const sink = await createArchiveSink();
      await writeZip(exportDataset({ ...job, frames: this.#frames(), encoder, signal, onProgress }), sink, signal);
      const archive = await sink.finished();
      if (!archive) throw new ForgeError('file_write_failed', 'The archive could not be finished.');
      return archive;
    });
  }

  /** Stops the job under way within one frame; what it delivered stays. */
  cancel(): void {
    this.#job?.abort(new ForgeError('aborted', 'Stopped.'));
  }

  diagnostics() {
    return {
      liveFrames: this.#source?.liveFrames ?? 0,
      liveTensors: this.#segmenter?.liveTensors ?? 0,
      backend: this.#segmenter?.info.backend ?? null,
      crossOriginIsolated: self.crossOriginIsolated,
    };
  }

  #frames(): FrameSource {
    if (!this.#source) throw new ForgeError('video_decode_failed', 'No video is open.');
    return this.#source;
  }

  async #run<T>(job: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#job) throw new ForgeError('internal', 'Another job is still under way.');
    const controller = new AbortController();
    this.#job = controller;
    try {
      return await job(controller.signal);
    } finally {
      this.#job = null;
    }
  }

  async #modelFiles(model: ModelEntry, onProgress: (progress: DownloadProgress) => void, signal: AbortSignal) {
    const totalBytes = model.files.reduce((sum, file) => sum + file.bytes, 0);
    const bytesByRole = new Map<string, Uint8Array<ArrayBuffer>>();
    const hashes: Record<string, string> = {};
    let before = 0;
    let downloaded = false;
    let kept = true;
    for (const file of model.files) {
      const offset = before;
      const report = ({ receivedBytes }: DownloadProgress) =>
        onProgress({ receivedBytes: offset + receivedBytes, totalBytes });
      const stored = await loadModelFile(file, report, signal);
      bytesByRole.set(file.role, stored.bytes);
      hashes[file.name] = file.sha256;
      downloaded ||= stored.downloaded;
      kept &&= stored.kept;
      before += file.bytes;
    }
    const encoder = bytesByRole.get('encoder');
    const decoder = bytesByRole.get('decoder');
    if (!encoder || !decoder) throw new ForgeError('model_unavailable', 'The server does not offer the whole model.');
    return { encoder, decoder, hashes, downloaded, kept };
  }
}

type ModelFiles = Parameters<typeof createMobileSam>[1];

async function startOnFirst(
  { backends, allowSoftwareGpu }: LoadRequest,
  files: ModelFiles,
  notices: Notice[],
  signal: AbortSignal,
): Promise<Segmenter> {
  const base = new URL('/ort/', self.location.origin).href;
  let failure: unknown = new ForgeError('backend_unavailable', 'The model cannot run in this browser.');
  for (const backend of backends) {
    throwIfAborted(signal);
    if (backend === 'webgpu') {
      const found = await findWebGpu(allowSoftwareGpu);
      if (found !== 'found') {
        notices.push(found === 'missing' ? 'webgpu-missing' : 'webgpu-software');
        failure = new ForgeError('backend_unavailable', 'This browser offers no usable graphics device (WebGPU).');
        continue;
      }
    }
    try {
      return await createMobileSam(new OrtWebRuntime(backend, base), files);
    } catch (error) {
      console.warn(`The model did not start on ${backend}.`, error);
      if (backend === 'webgpu') notices.push('webgpu-failed');
      failure = error;
    }
  }
  throw failure;
}

async function loadImageEncoder(): Promise<ImageEncoder> {
  const response = await fetch(mozjpegUrl);
  if (!response.ok) throw new ForgeError('internal', 'The image encoder could not be loaded from the server.');
  return createImageEncoder(new Uint8Array(await response.arrayBuffer()));
}
