/**
 * The constants of the propagation. Grid lengths are in cells of the encoder's grid (64 on the long side of
 * the frame). Chosen on ten DAVIS-2016 sequences (docs/benchmarks.md); halving or doubling most of them moves
 * mean J by less than 0.015.
 */
export interface EngineSettings {
  /** How many of the most recent processed frames a pass remembers besides the user's labels. */
  readonly recentFrames: number;
  /** A remembered frame is compared within this many cells of the same place; the user's labels anywhere. */
  readonly recentRadius: number;
  /** The search window: the last box grown by this many cells. */
  readonly searchMargin: number;
  /** How many of the best matches vote on a cell. */
  readonly voters: number;
  /** Softmax temperature of the vote, in cosine similarity. */
  readonly temperature: number;
  /** A cell belongs to the object where its share of votes exceeds this. */
  readonly mapThreshold: number;
  /** The box prompt is the map's box grown by this share of its size. */
  readonly boxGrowth: number;
  /** Mask prompt: logits = (vote - mapThreshold) × this. */
  readonly logitGain: number;
  /** Pieces of a mask smaller than this share of its largest piece are dropped. */
  readonly minComponentShare: number;
  /**
   * A frame skipped by the sampling is encoded, too, where the object's box overlaps the previous one by less
   * than this (IoU).
   */
  readonly bridgeBelow: number;
}

export const DEFAULT_SETTINGS: EngineSettings = {
  recentFrames: 5,
  recentRadius: 10,
  searchMargin: 10,
  voters: 8,
  temperature: 0.03,
  mapThreshold: 0.45,
  boxGrowth: 0.05,
  logitGain: 16,
  minComponentShare: 0.1,
  bridgeBelow: 0.4,
};
