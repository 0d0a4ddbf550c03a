import type { EngineCheckpoint } from './checkpoint.ts';
import type { FrameResult } from './types.ts';

/**
 * A result behind which another run can go on. Its own properties are plain data, so that it passes from
 * thread to thread as a FrameResult; the checkpoint is asked for on the engine's side.
 */
export class PropagatedFrame implements FrameResult {
  readonly frame: FrameResult['frame'];
  readonly timestamp: number;
  readonly tracks: FrameResult['tracks'];
  readonly progress: FrameResult['progress'];
  readonly #checkpoint: (after: PropagatedFrame) => EngineCheckpoint;

  constructor(result: FrameResult, checkpoint: (after: PropagatedFrame) => EngineCheckpoint) {
    this.frame = result.frame;
    this.timestamp = result.timestamp;
    this.tracks = result.tracks;
    this.progress = result.progress;
    this.#checkpoint = checkpoint;
  }

  /**
   * The engine's state right after this frame. Only until the next result is asked for: later it throws, as
   * the engine is elsewhere then.
   */
  checkpoint(): EngineCheckpoint {
    return this.#checkpoint(this);
  }
}
