import { withoutLabelledFrames } from '../../../core/dataset/chosen-frames.ts';
import { planTracks } from '../../../core/engine/plan.ts';
import type { PropagationRequest } from '../../../core/engine/types.ts';
import type { Correction } from '../../../core/project/commands/command.ts';
import { correctionsToRequest } from '../../../core/project/propagation-request.ts';
import type { FrameIndex } from '../../../core/schema/brands.ts';
import type { Project, Track } from '../../../core/schema/project.ts';

/** What a correction works on. */
export interface CorrectionWork {
  readonly corrections: readonly Correction[];
  readonly request: PropagationRequest;
  /** The corrected frame next to the one in view. */
  readonly around: FrameIndex;
  /** The frames that are to be updated; the labelled ones are not among them. */
  readonly frames: ReadonlySet<FrameIndex>;
}

interface CorrectionBasis {
  readonly project: Project;
  readonly corrections: readonly Correction[];
  /** Presentation timestamps of all frames in seconds. */
  readonly timestamps: readonly number[];
  /** Labelled frames that are not used. */
  readonly leftOut: ReadonlySet<FrameIndex>;
  readonly inView: FrameIndex | null;
}

/**
 * The work of updating the frames around corrected labels, of objects that a run has found before: a new object is
 * propagated when the user asks for it. Null where there is none.
 */
export function correctionWork({
  project,
  corrections,
  timestamps,
  leftOut,
  inView,
}: CorrectionBasis): CorrectionWork | null {
  const found = new Set(project.tracks.filter(isFound).map(({ id }) => id));
  const known = corrections.filter(({ trackId }) => found.has(trackId));
  const [first] = known;
  if (!first) return null;
  const asked = correctionsToRequest(withoutLabelledFrames(project, leftOut), timestamps, known);
  const request = { ...asked, targets: asked.targets.filter((frame) => !leftOut.has(frame)) };
  if (request.tracks.length === 0) return null;
  const away = (frame: FrameIndex) => Math.abs(frame - (inView ?? frame));
  const around = known.reduce((near, { frame }) => (away(frame) < away(near) ? frame : near), first.frame);
  const frames = new Set<FrameIndex>();
  for (const { tasks } of planTracks(request))
    for (const [frame, { kind }] of tasks) if (kind !== 'label') frames.add(frame);
  return { corrections: known, request, around, frames };
}

/** Whether a run has looked for the object: any label of it is propagated, or it is lost on some frame. */
function isFound({ shapes, lost }: Track): boolean {
  if (lost.length > 0) return true;
  for (const key in shapes) if (shapes[key]?.source === 'propagated') return true;
  return false;
}
