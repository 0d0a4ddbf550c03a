import { propagate } from '../../core/engine/propagate.ts';
import { sampleFrames } from '../../core/engine/sampling.ts';
import type { PropagationProgress, TrackResult, UserLabel } from '../../core/engine/types.ts';
import { ForgeError, throwIfAborted } from '../../core/errors.ts';
import { bitmaskBox, type Bitmask } from '../../core/geometry/bitmask.ts';
import { decodeMask, encodeMask } from '../../core/geometry/mask-rle.ts';
import { boundaryF } from '../../core/metrics/boundary-f.ts';
import { foundBoxIou, bitmaskIou } from '../../core/metrics/mask-iou.ts';
import type { FrameSource } from '../../core/ports/frame-source.ts';
import type { Segmenter } from '../../core/ports/segmenter.ts';
import { imageBox, trackId, type FrameIndex } from '../../core/schema/brands.ts';
import { openFrames } from '../../node/frames/frame-source.ts';
import { readMask, type DavisSequence } from './davis-data.ts';

export interface SequenceScore {
  readonly name: string;
  /** Frames that were evaluated: those sampled and not labelled. */
  readonly frames: number;
  readonly boxIoU: number;
  readonly J: number;
  readonly F: number;
  /** Wall time of the propagation for each frame that it processed. */
  readonly secondsPerFrame: number;
}

export interface SequenceRun {
  readonly score: SequenceScore;
  /** Wall time of the propagation loop alone, and the part of it spent in the model's own runs. */
  readonly wallMilliseconds: number;
  readonly modelMilliseconds: number;
}

interface SequenceOptions {
  readonly every: number;
  /** The number of true masks to start from; undefined starts from the bounding box of the first mask. */
  readonly labels: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: PropagationProgress) => void;
}

/**
 * Propagates through one sequence and scores the result. Throws `arguments_invalid` where no frame is left to
 * evaluate, `prompts_invalid` where no labelled frame shows an object.
 */
export async function runSequence(
  sequence: DavisSequence,
  segmenter: Segmenter,
  options: SequenceOptions,
): Promise<SequenceRun> {
  const frames = await openFrames(sequence.imageFolder);
  try {
    const targets = sampleFrames(frames.timestamps, { kind: 'every', n: options.every });
    const labels = await labelsFromTruth(sequence, targets, options.labels);
    const labelled = new Set(labels.map(({ frame }) => frame));
    const evaluated = targets.filter((frame) => !labelled.has(frame));
    if (evaluated.length === 0) throw new ForgeError('arguments_invalid.none_to_evaluate', { sequence: sequence.name });
    const { results, wallMilliseconds, modelMilliseconds } = await propagateTimed(
      { frames, segmenter },
      labels,
      targets,
      options,
    );
    const means = await scoreFrames(sequence, evaluated, results, options.signal);
    const secondsPerFrame = wallMilliseconds / 1000 / targets.length;
    return {
      score: { name: sequence.name, frames: evaluated.length, ...means, secondsPerFrame },
      wallMilliseconds,
      modelMilliseconds,
    };
  } finally {
    await frames.close();
  }
}

/**
 * Spreads `count` frames evenly, the first and the last included; the first alone for 1; all where there are
 * no more than that.
 */
export function spreadEvenly(frames: readonly FrameIndex[], count: number): FrameIndex[] {
  if (count >= frames.length) return [...frames];
  const step = count === 1 ? 0 : (frames.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, i) => frames[Math.round(i * step)]).filter((frame) => frame !== undefined);
}

async function labelsFromTruth(
  sequence: DavisSequence,
  targets: readonly FrameIndex[],
  count: number | undefined,
): Promise<UserLabel[]> {
  const labels: UserLabel[] = [];
  for (const frame of spreadEvenly(targets, count ?? 1)) {
    const truth = await truthOf(sequence, frame);
    const box = bitmaskBox(truth);
    if (!box) labels.push({ frame, box: imageBox(0, 0, 0, 0), outside: true });
    else labels.push({ frame, box, ...(count === undefined ? {} : { mask: encodeMask(truth) }) });
  }
  if (labels.every(({ outside }) => outside)) {
    const frames = labels.map(({ frame }) => frame).join(', ');
    throw new ForgeError('prompts_invalid.empty_masks', { sequence: sequence.name, frames });
  }
  return labels;
}

/** Times the engine's own steps only; nothing is evaluated before the last of them. */
async function propagateTimed(
  ports: { frames: FrameSource; segmenter: Segmenter },
  labels: readonly UserLabel[],
  targets: readonly FrameIndex[],
  { signal, onProgress }: SequenceOptions,
) {
  const results = new Map<FrameIndex, TrackResult>();
  const modelBefore = ports.segmenter.runMilliseconds;
  const start = performance.now();
  for await (const result of propagate(ports, { tracks: [{ id: trackId(1), labels }], targets }, { signal })) {
    const [track] = result.tracks;
    // A frame between two labels comes once in each direction; the later result has blended both.
    if (track) results.set(result.frame, track);
    onProgress(result.progress);
  }
  const wallMilliseconds = performance.now() - start;
  return { results, wallMilliseconds, modelMilliseconds: ports.segmenter.runMilliseconds - modelBefore };
}

async function scoreFrames(
  sequence: DavisSequence,
  frames: readonly FrameIndex[],
  results: ReadonlyMap<FrameIndex, TrackResult>,
  signal: AbortSignal,
): Promise<Pick<SequenceScore, 'boxIoU' | 'J' | 'F'>> {
  const sums = { boxIoU: 0, J: 0, F: 0 };
  for (const frame of frames) {
    throwIfAborted(signal);
    const result = results.get(frame);
    if (!result)
      throw new ForgeError('internal.detail', {
        detail: `the engine gave nothing for frame ${frame} of ${sequence.name}`,
      });
    const truth = await truthOf(sequence, frame);
    const found = result.mask ? decodeMask(result.mask) : { ...truth, data: new Uint8Array(truth.data.length) };
    sums.boxIoU += foundBoxIou(result.box, bitmaskBox(truth));
    sums.J += bitmaskIou(found, truth);
    sums.F += boundaryF(found, truth);
  }
  return { boxIoU: sums.boxIoU / frames.length, J: sums.J / frames.length, F: sums.F / frames.length };
}

async function truthOf(sequence: DavisSequence, frame: FrameIndex): Promise<Bitmask> {
  const path = sequence.maskPaths[frame];
  if (path === undefined) throw new ForgeError('frame_out_of_range.sequence', { sequence: sequence.name, frame });
  return readMask(path);
}
