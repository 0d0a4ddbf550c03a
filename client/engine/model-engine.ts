import { proxy } from 'comlink';
import { useCallback } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { FrameIndex } from '../../core/schema/brands.ts';
import type { ModelEntry } from '../../core/schema/model-manifest.ts';
import { engineClient } from './engine-client.ts';
import { forcedBackend } from './launch-options.ts';
import { modelEntryQuery } from './model-manifest.ts';
import type { DownloadProgress } from '../workers/model-store.ts';
import { Picture } from '../video/picture.ts';
import { BROWSER_BACKENDS } from '../workers/browser-backends.ts';
import type { PropagationEngine } from './failover.ts';

export type FetchModel = () => Promise<ModelEntry>;

/** Fetches the server's manifest entry of the model, once. */
export function useFetchModel(): FetchModel {
  const queries = useQueryClient();
  return useCallback(() => queries.fetchQuery(modelEntryQuery), [queries]);
}

/** The backends to try, in order: those in the address's query, or all. */
export function wantedBackends() {
  const forced = forcedBackend(location.search);
  return forced ? [forced] : BROWSER_BACKENDS;
}

/** The engine worker with a video and a model, as a run needs it. */
export function engineFor(
  file: File,
  model: ModelEntry,
  onDownload: (download: DownloadProgress) => void,
): PropagationEngine {
  const allowSoftwareGpu = forcedBackend(location.search) === 'webgpu';
  return {
    load: (backends) =>
      engineClient.call(file, (host) => host.load({ model, backends, allowSoftwareGpu }, proxy(onDownload))),
    propagate: (request, resume, onFrame) =>
      engineClient.call(file, (host) =>
        host.propagate(
          request,
          resume,
          proxy((result, checkpoint, bitmap) => onFrame(result, checkpoint, bitmap && new Picture(bitmap))),
        ),
      ),
    restart: () => engineClient.stop(),
  };
}

/** The same for a correction, whose results come outwards from a frame. */
export function correctionEngineFor(
  file: File,
  model: ModelEntry,
  around: FrameIndex,
  onDownload: (download: DownloadProgress) => void,
): PropagationEngine {
  return {
    ...engineFor(file, model, onDownload),
    propagate: (request, _resume, onFrame) =>
      engineClient.call(file, (host) =>
        host.correct(
          request,
          around,
          proxy((result) => onFrame(result, undefined)),
        ),
      ),
  };
}
