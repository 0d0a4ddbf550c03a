import type { Correction } from '../../core/project/commands/command.ts';
import type { EditStep } from '../../core/project/commands/edit-step.ts';
import type { RemovedLabels } from '../../core/project/removed-labels.ts';
import type { Project } from '../../core/schema/project.ts';

/** The project at one moment, to undo or redo to. */
export interface Snapshot {
  readonly project: Project;
  readonly corrections: readonly Correction[];
  /** Labels that were removed while a job worked on the project. */
  readonly removed: readonly RemovedLabels[];
  /**
   * Approximate bytes that the step from here on made new: the cost of keeping this snapshot beside the next
   * one.
   */
  readonly bytes: number;
  /** The step that leads from here to the next snapshot. */
  readonly step: EditStep;
}

const MAX_STEPS = 500;
/**
 * Snapshots share what did not change, so a step costs what it changed: a run over an hour of video some ten
 * megabytes.
 */
const MAX_BYTES = 256 * 2 ** 20;

/**
 * The steps with one more; the oldest are dropped when there are too many or they take too much memory. The
 * newest always stays.
 */
export function withStep(
  past: readonly Snapshot[],
  step: Snapshot,
  limits = { steps: MAX_STEPS, bytes: MAX_BYTES },
): readonly Snapshot[] {
  const steps = [...past, step].slice(-limits.steps);
  let bytes = steps.reduce((sum, each) => sum + each.bytes, 0);
  let first = 0;
  while (bytes > limits.bytes && first < steps.length - 1) {
    bytes -= steps[first]?.bytes ?? 0;
    first += 1;
  }
  return first === 0 ? steps : steps.slice(first);
}

/**
 * Bytes of a shape without its mask and polygon, of a run in a mask, and of a point in a polygon, as V8
 * stores them.
 */
const SHAPE_BYTES = 200;
const RUN_BYTES = 8;
const POINT_BYTES = 40;

/** Approximate bytes of what is in one of two projects and not in the other. */
export function bytesBetween(before: Project, after: Project): number {
  const known = new Set(before.tracks);
  const tracks = new Map(before.tracks.map((track) => [track.id, track]));
  let bytes = 0;
  for (const track of after.tracks) {
    if (known.has(track)) continue;
    const old = tracks.get(track.id)?.shapes ?? {};
    for (const [key, shape] of Object.entries(track.shapes)) if (old[key] !== shape) bytes += shapeBytes(shape);
  }
  return bytes;
}

function shapeBytes({ mask, polygon }: Project['tracks'][number]['shapes'][string]): number {
  const points = polygon?.reduce((sum, ring) => sum + ring.length, 0) ?? 0;
  return SHAPE_BYTES + (mask?.counts.length ?? 0) * RUN_BYTES + points * POINT_BYTES;
}
