import type { FrameResult, PropagationRequest } from '../../core/engine/types.ts';
import { toForgeError, type ForgeError } from '../../core/errors.ts';
import { DEVICE_FAILURES } from '../../core/models/device-failures.ts';
import type { BrowserBackend } from '../workers/browser-backends.ts';
import type { LoadedModel } from '../workers/engine-host.ts';
import type { Picture } from '../video/picture.ts';
import { resumeRequest } from '../../core/project/run-request.ts';

/** The engine worker as a run needs it. */
export interface PropagationEngine {
  load(backends: readonly BrowserBackend[]): Promise<LoadedModel>;
  /**
   * Continues with the next frame when `onFrame` has resolved. `picture`, for some frames, is small; the
   * receiver releases it.
   */
  propagate(
    request: PropagationRequest,
    onFrame: (result: FrameResult, picture?: Picture) => Promise<void>,
  ): Promise<void>;
  /** Terminates the worker; the next call starts a new one. */
  restart(): void;
}

export interface RunListener {
  onLoaded(model: LoadedModel): void;
  /** `progress` counts over the whole run, whatever failed in between. */
  onFrame(result: FrameResult, picture?: Picture): Promise<void>;
  /** The device failed; the run continues with the next attempt. */
  onDeviceFailure(error: ForgeError, losses: number): void;
}

/** After this many losses the graphics device is not tried again. */
const MAX_LOSSES = 2;

/**
 * Propagates labels and survives the loss of the graphics device: a new worker resumes after the last
 * finished frame, and after two losses, or when the model fails to run on the device, in WebAssembly. Labels
 * from a lost device never arrive here: its runs throw. Throws the engine's errors on the last backend, and
 * `aborted`.
 *
 * @param results results of the same request so far; new ones are appended
 */
export async function propagateWithFailover(
  engine: PropagationEngine,
  request: PropagationRequest,
  backends: readonly BrowserBackend[],
  listener: RunListener,
  results: FrameResult[] = [],
): Promise<void> {
  let remaining = results.length === 0 ? request : resumeRequest(request, results);
  let losses = 0;
  while (remaining) {
    const model: LoadedModel = await engine.load(losses < MAX_LOSSES ? backends : ['wasm']);
    listener.onLoaded(model);
    const before = results.length;
    const userFrames = new Set(request.tracks.flatMap(({ id, labels }) => labels.map(({ frame }) => `${id} ${frame}`)));
    try {
      await engine.propagate(remaining, (result, picture) => {
        const own = withoutResumed(result, userFrames);
        results.push(own);
        return listener.onFrame(before === 0 ? own : { ...own, progress: shifted(own, before) }, picture);
      });
      return;
    } catch (thrown) {
      const error = toForgeError(thrown);
      if (!DEVICE_FAILURES.has(error.code) || model.info.backend !== 'webgpu') throw error;
      losses = error.code === 'device_lost' ? losses + 1 : MAX_LOSSES;
      engine.restart();
      listener.onDeviceFailure(error, losses);
      remaining = resumeRequest(request, results);
    }
  }
}

/**
 * Masks that only served to resume are returned as the user's labels, which they are not: the first result
 * for that frame stands.
 */
function withoutResumed(result: FrameResult, userFrames: ReadonlySet<string>): FrameResult {
  const tracks = result.tracks.filter(
    ({ state, trackId }) => state !== 'user' || userFrames.has(`${trackId} ${result.frame}`),
  );
  return tracks.length === result.tracks.length ? result : { ...result, tracks };
}

function shifted({ progress }: FrameResult, before: number): FrameResult['progress'] {
  return { ...progress, framesDone: progress.framesDone + before, framesTotal: progress.framesTotal + before };
}
