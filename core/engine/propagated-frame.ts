import type { EngineCheckpoint } from './checkpoint.ts';
import type { FrameResult } from './types.ts';

/**
 * A result after which another run can resume. Its own properties are plain data, so that it passes between
 * threads as a FrameResult; the checkpoint is taken on the engine's side.
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
   * The engine's state right after this frame. Throws once the next result was requested, as the engine has
   * moved on.
   */
  checkpoint(): EngineCheckpoint {
    return this.#checkpoint(this);
  }
}
