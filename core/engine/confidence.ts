/** The measures of a finding that need no ground truth. */
export interface Evidence {
  /**
   * Mean cosine similarity of the best match over the cells that the map assigns to the object; 0 without
   * any.
   */
  readonly similarity: number;
  /** Overlap of the map with the decoder's mask, 0..1. */
  readonly agreement: number;
  /** The decoder's own estimate. */
  readonly predictedIou: number;
  /** Pixels of the mask, now and when the object was last seen. */
  readonly area: number;
  readonly lastArea: number;
}

/**
 * Below this an object counts as lost. On ten DAVIS-2016 sequences at every 6th frame no visible object fell
 * below it, and of objects searched for in a video that does not show them 99 % did (90 pairs of sequences).
 */
const LOST_BELOW = 0.25;
/**
 * A mask that overlaps its map by less than this (IoU) is something else than what was remembered: nothing is found
 * then. The map of a memory that shows nothing (a black frame) agreed with its mask by 0.15.
 */
const CONTRADICTION = 0.2;

/**
 * Whether a finding is not the object. Similarity separates best (absent objects reach 0.30-0.46, present ones
 * 0.44-0.83), so the other evidence only scales it.
 */
export function isLost({ similarity, agreement, predictedIou, area, lastArea }: Evidence): boolean {
  if (area === 0 || lastArea === 0 || agreement < CONTRADICTION) return true;
  const steadiness = ramp(Math.min(area, lastArea) / Math.max(area, lastArea), 0, 0.33);
  const likeness = ramp(similarity, 0.39, 0.5);
  return likeness * Math.sqrt(ramp(agreement, 0, 0.6) * ramp(predictedIou, 0.4, 0.9)) * steadiness < LOST_BELOW;
}

/** 0 up to `from`, 1 from `to` on, linear between. */
function ramp(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}

/** What the confidence is computed of, by name; more of each makes a finding surer. */
export function confidenceTerms({ similarity, agreement, predictedIou, area, lastArea }: Evidence) {
  const steadiness = Math.min(area, lastArea) / Math.max(area, lastArea, 1);
  return { similarity, agreement, predictedIou, steadiness };
}

/** The weights of the terms in the logit of the confidence, as `scripts/fit-confidence.ts` finds them, rounded. */
const WEIGHTS: Readonly<Record<keyof ReturnType<typeof confidenceTerms>, number>> = {
  similarity: 0,
  agreement: 4.5,
  predictedIou: 2,
  steadiness: 0,
};
const BIAS = -4.6;

/**
 * The probability, 0..1, that the mask of a finding has an IoU of at least 0.7 with the true one, by logistic
 * regression on ten DAVIS-2016 sequences (docs/benchmarks.md); 0 without a mask.
 */
export function confidenceOf(evidence: Evidence): number {
  if (evidence.area === 0) return 0;
  const terms = Object.entries(confidenceTerms(evidence));
  const logit = terms.reduce((sum, [name, value]) => sum + WEIGHTS[name as keyof typeof WEIGHTS] * value, BIAS);
  return 1 / (1 + Math.exp(-logit));
}
