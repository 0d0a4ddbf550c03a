import type { PropagationRequest } from '../engine/types.ts';
import { correctionsToRequest, missingToRequest, projectToRequest } from './propagation-request.ts';
import type { FrameIndex } from '../schema/brands.ts';
import type { Project } from '../schema/project.ts';
import type { Correction } from './commands/command.ts';

/**
 * The kind of a run: labels on every frame, only the frames that corrections affect, or a dataset with all
 * that it needs.
 */
export type RunKind = 'labels' | 'corrections' | 'dataset';

/** The input that determines a run's work: the same basis gives the same request. */
export interface RunBasis {
  /** As it is used: without the labelled frames that are left out. */
  readonly project: Project;
  /** Presentation timestamps of all frames in seconds. */
  readonly timestamps: readonly number[];
  readonly corrections: readonly Correction[];
  /** Labelled frames that are not used. */
  readonly leftOut: ReadonlySet<FrameIndex>;
}

/**
 * The engine's request for a run: everything, only what the corrections affect (one request for all of them,
 * so that objects share the work), or, for a dataset, what corrections affect and what is missing.
 */
export function buildRunRequest(
  kind: RunKind,
  { project, timestamps, corrections, leftOut }: RunBasis,
): PropagationRequest {
  const tracks = new Set(project.tracks.map(({ id }) => id));
  const known = corrections.filter(({ trackId }) => tracks.has(trackId));
  if (kind === 'dataset') return missingToRequest(project, timestamps, known, leftOut);
  const request =
    kind === 'labels' ? projectToRequest(project, timestamps) : correctionsToRequest(project, timestamps, known);
  return { ...request, targets: request.targets.filter((rank) => !leftOut.has(rank)) };
}
