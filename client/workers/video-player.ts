import { ForgeError, toForgeError } from '../../core/errors.ts';
import { timestampOf } from '../../core/frames/timestamp-of.ts';
import type { Frame, FrameSource } from '../../core/ports/frame-source.ts';
import { frameIndex, type FrameIndex } from '../../core/schema/brands.ts';

/**
 * A decoded frame on its way to the screen. `rank` (the frame index) comes from the decoder, so pixels and
 * number always belong together.
 */
export interface ShownFrame<Picture> {
  readonly rank: FrameIndex;
  /** Presentation timestamp in seconds. */
  readonly timestamp: number;
  readonly picture: Picture;
}

/** The player's clock; tests give their own. */
export interface PlayerClock {
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

/** Makes pictures of frames, and releases those that are not shown. */
interface PictureMaker<Picture> {
  make(frame: Frame): Promise<Picture>;
  release(picture: Picture): void;
}

/**
 * A frame is shown at least this often however late decoding is, so that a slow machine plays with gaps
 * instead of standing still.
 */
const LONGEST_GAP_MS = 250;

/** Frames that a step backwards decodes at once: each would otherwise be decoded from its key frame on. */
const BACKWARD_CHUNK = 8;
/** Frames for which a decoder is kept open after a jump, to step on from there. */
const FORWARD_CHUNK = 64;

/** An iteration that is kept open, because the user steps in its direction. */
interface Stepping {
  readonly frames: AsyncGenerator<Frame, void, undefined>;
  /** The frame index that it gives next; null at its end. */
  next: number | null;
  readonly direction: 1 | -1;
  readonly end: number;
}

/**
 * A moment of a run (milliseconds of the player's clock), the timestamp that is shown then (seconds), and the
 * speed from there on.
 */
interface Origin {
  readonly time: number;
  readonly timestamp: number;
  readonly speed: number;
}

/**
 * Reads single frames and plays runs of them at the video's own timestamps, or slower or faster by `speed`.
 * Frames whose time has passed are skipped before their pixels are copied. At most one run plays at a time.
 */
export class VideoPlayer<Picture> {
  #playing: AbortController | null = null;
  #stepping: Stepping | null = null;
  #lastRank = -1;
  /** Playback speed of runs: 1 is the video's own. May change while one plays. */
  speed = 1;

  constructor(
    private readonly source: FrameSource,
    private readonly pictures: PictureMaker<Picture>,
    private readonly clock: PlayerClock,
  ) {}

  /**
   * One frame; ends a run that plays. Stepping from frame to frame decodes on from the last one instead of
   * from a key frame. One call at a time. Throws `frame_out_of_range`, `video_decode_failed`.
   */
  async frame(rank: FrameIndex): Promise<ShownFrame<Picture>> {
    this.pause();
    try {
      const stepping = await this.#steppingTo(rank);
      const { value } = await stepping.frames.next();
      if (!value) throw new ForgeError('video_decode_failed.frame', { frame: rank });
      stepping.next = rank === stepping.end ? null : rank + stepping.direction;
      this.#lastRank = rank;
      return await this.#take(value);
    } catch (error) {
      await this.release();
      throw error;
    }
  }

  /** Releases the decoder that is kept open for the next step. */
  async release(): Promise<void> {
    const stepping = this.#stepping;
    this.#stepping = null;
    await stepping?.frames.return();
  }

  /**
   * Shows the frames from `from` on, each when its time has come; resolves at the end of the video or after
   * pause(). `show` resolves when the frame is on the screen. Throws `video_decode_failed`.
   */
  async play(from: FrameIndex, show: (frame: ShownFrame<Picture>) => Promise<void>): Promise<void> {
    this.pause();
    await this.release();
    const controller = new AbortController();
    this.#playing = controller;
    const { frameCount } = this.source.metadata;
    const ranks = Array.from({ length: frameCount - from }, (_, offset) => frameIndex(from + offset));
    try {
      await this.#run(ranks, show, controller.signal);
    } catch (error) {
      const known = toForgeError(error);
      if (known.code !== 'aborted') throw known;
    } finally {
      if (this.#playing === controller) this.#playing = null;
    }
  }

  /** Ends a run; without one it does nothing. */
  pause(): void {
    this.#playing?.abort(new ForgeError('aborted.paused'));
    this.#playing = null;
  }

  async #steppingTo(rank: FrameIndex): Promise<Stepping> {
    if (this.#stepping?.next === rank) return this.#stepping;
    const backwards = rank === this.#lastRank - 1;
    await this.release();
    const end = backwards
      ? Math.max(0, rank - BACKWARD_CHUNK + 1)
      : Math.max(rank, Math.min(rank + FORWARD_CHUNK, this.source.metadata.frameCount) - 1);
    const direction = backwards ? -1 : 1;
    const ranks = Array.from({ length: Math.abs(end - rank) + 1 }, (_, at) => frameIndex(rank + at * direction));
    const stepping: Stepping = { frames: this.source.frames(ranks, { lookAhead: 0 }), next: rank, direction, end };
    this.#stepping = stepping;
    return stepping;
  }

  async #run(
    ranks: readonly FrameIndex[],
    show: (frame: ShownFrame<Picture>) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const last = ranks.at(-1);
    if (last === undefined) return;
    // Origin of the run's clock: it starts with the first picture, because seeking in the file is no part of
    // the playing time, and anew whenever the speed changes.
    let origin: Origin | undefined;
    let shownAt = this.clock.now();
    for await (const frame of this.source.frames(ranks, { signal })) {
      const now = this.clock.now();
      if (!origin || origin.speed !== this.speed) origin = { time: now, timestamp: frame.timestamp, speed: this.speed };
      const { time, timestamp, speed } = origin;
      const dueAt = (rank: FrameIndex) => time + ((timestampOf(this.source, rank) - timestamp) * 1000) / speed;
      const late = frame.index < last && now >= dueAt(frameIndex(frame.index + 1));
      if (late && now - shownAt < LONGEST_GAP_MS) {
        frame.close();
        continue;
      }
      const shown = await this.#take(frame);
      const wait = dueAt(shown.rank) - this.clock.now();
      if (wait > 1) await this.clock.wait(wait);
      if (signal.aborted) {
        this.pictures.release(shown.picture);
        return;
      }
      await show(shown);
      shownAt = this.clock.now();
    }
  }

  async #take(frame: Frame): Promise<ShownFrame<Picture>> {
    try {
      return { rank: frame.index, timestamp: frame.timestamp, picture: await this.pictures.make(frame) };
    } finally {
      frame.close();
    }
  }
}
