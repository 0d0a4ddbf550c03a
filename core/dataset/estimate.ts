import { anchorFrames, planTracks, sweepFrames } from '../engine/plan.ts';
import type { PropagationRequest } from '../engine/types.ts';
import { coveredFrames } from '../project/wanted-frames.ts';
import type { FrameIndex } from '../schema/brands.ts';
import type { Project } from '../schema/project.ts';

/** The time each step of the work takes on this device, in milliseconds, measured on one frame. */
export interface FrameCosts {
  /** From the file to pixels. */
  readonly readMs: number;
  /** The model's encoder, once per frame. */
  readonly encodeMs: number;
  /** The model's decoder, once per mask. */
  readonly decodeMs: number;
  /** Compressing one image of the dataset. */
  readonly writeMs: number;
}

/** Decoder runs per object and frame, on average: coverage is repaired and excess refuted where needed. */
const DECODES_A_MASK = 1.4;

/**
 * The work of a request: frames to encode (those that both directions visit count twice) and masks to decode.
 */
export function countWork(request: PropagationRequest): { readonly frames: number; readonly masks: number } {
  const plans = planTracks(request);
  const anchors = plans.map((plan) => anchorFrames(plan));
  const sweeps = (['forwards', 'backwards'] as const).map((direction) => sweepFrames(plans, direction).length);
  const frames = new Set(anchors.flat()).size + (sweeps[0] ?? 0) + (sweeps[1] ?? 0);
  let masks = anchors.flat().length;
  for (const { tasks } of plans)
    for (const { kind } of tasks.values()) masks += kind === 'blend' ? 2 : kind === 'carry' ? 1 : 0;
  return { frames, masks };
}

/**
 * A rough estimate of the seconds that making a dataset takes.
 *
 * @param request what is still to be propagated
 * @param written images of the dataset
 */
export function estimateSeconds(request: PropagationRequest, written: number, costs: FrameCosts): number {
  const { frames, masks } = countWork(request);
  const labelling = frames * (costs.readMs + costs.encodeMs) + masks * costs.decodeMs * DECODES_A_MASK;
  return (labelling + written * (costs.readMs + costs.writeMs)) / 1000;
}

/**
 * The frames that a dataset has once all labels are propagated: those that the sampling covers, and those that the
 * user labelled, within the range. Leaving out near-duplicates or frames with a lost object makes it fewer.
 *
 * @param timestamps presentation timestamps of all frames in seconds
 * @param leftOut labelled frames that are left out
 */
export function expectedFrames(
  project: Project,
  timestamps: readonly number[],
  leftOut: ReadonlySet<FrameIndex> = new Set(),
): FrameIndex[] {
  const { range, labelledFrames } = project;
  const inRange = (rank: FrameIndex) => !range || (rank >= range.from && rank <= range.to);
  const frames = new Set([...coveredFrames(project, timestamps), ...labelledFrames]);
  for (const rank of labelledFrames) if (leftOut.has(rank)) frames.delete(rank);
  return [...frames].filter(inRange).sort((a, b) => a - b);
}
