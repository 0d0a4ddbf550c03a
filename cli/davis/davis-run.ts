import type { PropagationProgress } from '../../core/engine/types.ts';
import { ForgeError } from '../../core/errors.ts';
import type { Segmenter } from '../../core/ports/segmenter.ts';
import { wantedFrames } from '../../core/project/wanted-frames.ts';
import type { FrameIndex } from '../../core/schema/brands.ts';
import type { Project } from '../../core/schema/project.ts';
import { openFrames } from '../../node/frames/frame-source.ts';
import type { DavisSequence } from './davis-data.ts';
import { startProject, withTwins } from './davis-project.ts';
import { scoreLabels, type LabelScore } from './davis-score.ts';
import { truthOfEach, truthOfOne } from './davis-truth.ts';
import { runProject, type ProjectRun } from './project-run.ts';
import { labelAsUser, type InteractiveSteps } from './simulated-user.ts';

/** One sequence, propagated and compared with the truth. */
export interface SequenceRun {
  readonly name: string;
  readonly run: ProjectRun;
  /** The labels that were evaluated: those of sampled frames that were not labelled before the run. */
  readonly labels: readonly LabelScore[];
  /** The same with every object twice; null where its time is not asked for. */
  readonly twins: ProjectRun | null;
  /** Null where no user is simulated. */
  readonly interactive: InteractiveSteps | null;
}

export interface SequenceOptions {
  readonly every: number;
  /** The number of frames with true masks to start from; undefined starts from the bounding boxes of the first mask. */
  readonly labels: number | undefined;
  /** Every object of the masks for itself. */
  readonly objects: boolean;
  /** How many labels the simulated user gives, the first box among them. */
  readonly interactive: number | undefined;
  /** Also runs with twice the objects, to compare the time. */
  readonly cpu: boolean;
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
  const { name } = sequence;
  const { every, labels: count, signal } = options;
  const frames = await openFrames(sequence.imageFolder);
  try {
    const { metadata, timestamps } = frames;
    const sampling = { kind: 'every', n: every } as const;
    const targets = wantedFrames({ sampling }, timestamps);
    const labelled = spreadEvenly(targets, count ?? 1);
    const evaluated = targets.filter((frame) => !labelled.includes(frame));
    if (evaluated.length === 0) throw new ForgeError('arguments_invalid.none_to_evaluate', { sequence: name });
    const truth = options.objects ? await truthOfEach(sequence, labelled) : truthOfOne(sequence);
    const from = { frames: labelled, kind: count === undefined ? 'box' : 'mask' } as const;
    const start = await startProject(name, metadata, sampling, truth, from);
    const propagated = (project: Project) => runProject(project, { frames, segmenter }, options);
    const score = (run: ProjectRun) => scoreLabels(run, truth, evaluated, timestamps, signal);
    const run = await propagated(start);
    const labels = await score(run);
    const twins = options.cpu ? await propagated(withTwins(start)) : null;
    const session = { start, first: { run, labels }, truth, timestamps, propagated, score };
    const interactive = options.interactive === undefined ? null : await labelAsUser(session, options.interactive);
    return { name, run, labels, twins, interactive };
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
