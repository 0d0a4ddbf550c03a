/** A statement with the confidence it was made with, 0..1, and whether it was right. */
export interface Stated {
  readonly confidence: number;
  readonly right: boolean;
}

/** The statements whose confidence is in a range; the upper end belongs to the next one, that of the last to it. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean of their confidences; null without any. */
  readonly stated: number | null;
  /** The share of them that was right; null without any. */
  readonly right: number | null;
}

export interface Reliability {
  readonly bins: readonly ReliabilityBin[];
  /**
   * Expected calibration error (Naeini et al. 2015): the mean difference, over all statements, between the mean
   * confidence of a bin and the share of it that was right; 0 where every bin is as right as it says, or there is
   * nothing.
   */
  readonly expectedCalibrationError: number;
}

/** How far stated confidences can be believed, in this many bins of one width. */
export function reliabilityOf(statements: readonly Stated[], binCount = 10): Reliability {
  const binOf = ({ confidence }: Stated) => Math.min(binCount - 1, Math.floor(confidence * binCount));
  const bins = Array.from({ length: binCount }, (_, at): ReliabilityBin => {
    const within = statements.filter((each) => binOf(each) === at);
    const count = within.length;
    const share = (of: (each: Stated) => number) =>
      count === 0 ? null : within.reduce((sum, each) => sum + of(each), 0) / count;
    return {
      from: at / binCount,
      to: (at + 1) / binCount,
      count,
      stated: share(({ confidence }) => confidence),
      right: share(({ right }) => (right ? 1 : 0)),
    };
  });
  const error = bins.reduce((sum, { count, stated, right }) => sum + count * Math.abs((stated ?? 0) - (right ?? 0)), 0);
  return { bins, expectedCalibrationError: statements.length === 0 ? 0 : error / statements.length };
}
