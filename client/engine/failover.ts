import type { EngineCheckpoint } from '../../core/engine/checkpoint.ts';
import type { FrameResult, PropagationRequest } from '../../core/engine/types.ts';
import { isComplete } from '../../core/engine/resume-plan.ts';
import { toForgeError, type ForgeError } from '../../core/errors.ts';
import { DEVICE_FAILURES } from '../../core/models/device-failures.ts';
import type { BrowserBackend } from '../workers/browser-backends.ts';
import type { LoadedModel } from '../workers/engine-host.ts';
import type { Picture } from '../video/picture.ts';

/** The engine worker as a run needs it. */
export interface PropagationEngine {
  load(backends: readonly BrowserBackend[]): Promise<LoadedModel>;
  /**
   * Gives the results behind `resume`, or all, each with the engine's checkpoint after it (a correction has none, and
   * begins anew after a failure); continues with the next
   * frame when `onFrame` has resolved. `picture`, for some frames, is small; the receiver releases it.
   */
  propagate(
    request: PropagationRequest,
    resume: EngineCheckpoint | undefined,
    onFrame: (result: FrameResult, checkpoint: EngineCheckpoint | undefined, picture?: Picture) => Promise<void>,
  ): Promise<void>;
  /** Terminates the worker; the next call starts a new one. */
  restart(): void;
}

/** Where a run of one request stands: the checkpoint after its last result, none before the first. */
export interface RunPosition {
  checkpoint: EngineCheckpoint | undefined;
}

export interface RunListener {
  onLoaded(model: LoadedModel): void;
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
 * @param position where an earlier run of the same request ended; each result moves it
 */
export async function propagateWithFailover(
  engine: PropagationEngine,
  request: PropagationRequest,
  backends: readonly BrowserBackend[],
  listener: RunListener,
  position: RunPosition = { checkpoint: undefined },
): Promise<void> {
  let losses = 0;
  while (!position.checkpoint || !isComplete(request, position.checkpoint)) {
    const model: LoadedModel = await engine.load(losses < MAX_LOSSES ? backends : ['wasm']);
    listener.onLoaded(model);
    try {
      await engine.propagate(request, position.checkpoint, (result, checkpoint, picture) => {
        position.checkpoint = checkpoint;
        return listener.onFrame(result, picture);
      });
      return;
    } catch (thrown) {
      const error = toForgeError(thrown);
      if (!DEVICE_FAILURES.has(error.code) || model.engineRun.backend !== 'webgpu') throw error;
      losses = error.code === 'device_lost' ? losses + 1 : MAX_LOSSES;
      engine.restart();
      listener.onDeviceFailure(error, losses);
    }
  }
}
