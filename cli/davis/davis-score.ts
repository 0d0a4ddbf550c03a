import type { Evidence } from '../../core/engine/confidence.ts';
import { ForgeError, throwIfAborted } from '../../core/errors.ts';
import { bitmaskBox, type Bitmask } from '../../core/geometry/bitmask.ts';
import { decodeMask } from '../../core/geometry/mask-rle.ts';
import { boundaryF } from '../../core/metrics/boundary-f.ts';
import { bitmaskIou, foundBoxIou } from '../../core/metrics/mask-iou.ts';
import { datasetDoubts } from '../../core/review/dataset-doubts.ts';
import type { FrameIndex, TrackId } from '../../core/schema/brands.ts';
import type { Project } from '../../core/schema/project.ts';
import type { DavisTruth } from './davis-truth.ts';
import type { ProjectRun } from './project-run.ts';

/** One object on one frame, compared with the truth. An object that is lost has an empty mask. */
export interface LabelScore {
  readonly object: TrackId;
  readonly frame: FrameIndex;
  readonly state: 'propagated' | 'lost' | 'outside' | 'user';
  readonly confidence: number;
  readonly boxIoU: number;
  readonly J: number;
  readonly F: number;
  /** Its place in the list of doubts, the most doubtful first; null where it is not in the list. */
  readonly doubt: { readonly rank: number; readonly doubt: number; readonly reasons: readonly string[] } | null;
  readonly evidence: Evidence | null;
}

/**
 * Compares what a run found on these frames with the truth, for every object. Throws `internal` where the engine gave
 * nothing for a frame.
 *
 * @param timestamps presentation timestamps of all frames in seconds
 */
export async function scoreLabels(
  { project, results }: Pick<ProjectRun, 'project' | 'results'>,
  truth: DavisTruth,
  frames: readonly FrameIndex[],
  timestamps: readonly number[],
  signal: AbortSignal,
): Promise<LabelScore[]> {
  const doubtOn = doubtsByLabel(project, timestamps, frames);
  const scores: LabelScore[] = [];
  for (const frame of frames) {
    throwIfAborted(signal);
    for (const [object, mask] of await truth.masksOn(frame)) {
      const shape = project.tracks.find(({ id }) => id === object)?.shapes[String(frame)];
      const result = results.get(object)?.get(frame);
      if (!result) throw nothingFor(project, frame);
      const label = shape && !shape.outside ? shape : null;
      const found = label?.mask ? decodeMask(label.mask) : emptyLike(mask);
      scores.push({
        object,
        frame,
        state: shape?.source === 'user' ? 'user' : result.state,
        confidence: result.confidence,
        boxIoU: foundBoxIou(label?.box ?? null, bitmaskBox(mask)),
        J: bitmaskIou(found, mask),
        F: boundaryF(found, mask),
        doubt: doubtOn(object, frame),
        evidence: result.evidence ?? null,
      });
    }
  }
  return scores;
}

/** The doubt of each label, from the list that the product shows, with every frame on which an object stays lost. */
function doubtsByLabel(project: Project, timestamps: readonly number[], frames: readonly FrameIndex[]) {
  const doubts = datasetDoubts(project, timestamps, new Set(frames)).sort((a, b) => b.doubt - a.doubt);
  return (object: TrackId, frame: FrameIndex): LabelScore['doubt'] => {
    const at = doubts.findIndex((each) => each.trackId === object && each.frames.includes(frame));
    const found = doubts[at];
    return found ? { rank: at, doubt: found.doubt, reasons: found.reasons.map(({ kind }) => kind) } : null;
  };
}

const emptyLike = (mask: Bitmask): Bitmask => ({ ...mask, data: new Uint8Array(mask.data.length) });

const nothingFor = ({ name }: Project, frame: FrameIndex) =>
  new ForgeError('internal.detail', { detail: `the engine gave nothing for frame ${frame} of ${name}` });

/** The mean of a figure over these; 0 of none. */
export function meanOf<T>(of: readonly T[], figure: (each: T) => number): number {
  return of.length === 0 ? 0 : of.reduce((sum, each) => sum + figure(each), 0) / of.length;
}
