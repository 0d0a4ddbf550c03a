/** Every frame that a player presents, in presentation order. */
export interface FrameTable {
  /** Presentation timestamps in seconds by frame index, strictly ascending. */
  readonly timestamps: readonly number[];
  /** By frame index: the index of the key frame from which the decoder has to start to reach it. */
  readonly keyRanks: readonly number[];
  /** End of the last frame in seconds; 0 without frames. */
  readonly end: number;
}

/** One picture as its file describes it; times in seconds. */
export interface PictureTimes {
  readonly timestamp: number;
  readonly duration: number;
  readonly isKey: boolean;
}

/** Whole microseconds: decoders keep them, and a decoded frame is identified by them. */
export const microseconds = (seconds: number): number => Math.round(seconds * 1e6);

/**
 * The table of pictures in any order. Of several with the same timestamp (in microseconds) the first counts,
 * because only one can be shown.
 */
export function frameTable(pictures: readonly PictureTimes[]): FrameTable {
  const timestamps: number[] = [];
  const keyRanks: number[] = [];
  let previous = -Infinity;
  let end = 0;
  for (const { timestamp, duration, isKey } of pictures.toSorted((a, b) => a.timestamp - b.timestamp)) {
    const time = microseconds(timestamp);
    if (time <= previous) continue;
    previous = time;
    const rank = timestamps.push(timestamp) - 1;
    keyRanks.push(isKey ? rank : (keyRanks[rank - 1] ?? 0));
    end = timestamp + duration;
  }
  return { timestamps, keyRanks, end };
}
