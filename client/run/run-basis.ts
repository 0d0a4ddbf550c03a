import { create } from 'zustand';
import { withoutLabelledFrames } from '../../core/dataset/chosen-frames.ts';
import type { Correction } from '../../core/project/commands/command.ts';
import type { FrameIndex } from '../../core/schema/brands.ts';
import type { Project } from '../../core/schema/project.ts';
import type { RunBasis } from '../../core/project/run-request.ts';

interface LastPropagation {
  /** The labelled frames that were left out of the last propagation. */
  readonly without: ReadonlySet<FrameIndex>;
}

export const useLastPropagation = create<LastPropagation>()(() => ({ without: new Set() }));

/** The state of the stores that determines a run's work. */
export interface Labelling {
  readonly project: Project;
  /** Presentation timestamps of all frames in seconds. */
  readonly timestamps: readonly number[];
  readonly corrections: readonly Correction[];
  readonly leftOut: ReadonlySet<FrameIndex>;
  readonly propagatedWithout: ReadonlySet<FrameIndex>;
}

/** The input of a run: labels that were chosen or left out since the last propagation count as corrections. */
export function basisOf({ project, timestamps, corrections, leftOut, propagatedWithout }: Labelling): RunBasis {
  const changed = project.labelledFrames.filter((rank) => leftOut.has(rank) !== propagatedWithout.has(rank));
  const reconsidered = changed.flatMap((frame) =>
    project.tracks
      .filter(({ shapes }) => shapes[String(frame)]?.source === 'user')
      .map(({ id }): Correction => ({ trackId: id, frame })),
  );
  return {
    project: withoutLabelledFrames(project, leftOut),
    timestamps,
    corrections: [...corrections, ...reconsidered],
    // A frame whose labels were all removed is an unlabelled frame.
    leftOut: new Set(project.labelledFrames.filter((rank) => leftOut.has(rank))),
  };
}

/** Whether two states lead to the same work. */
export function isSameWork(a: Labelling, b: Labelling): boolean {
  return (
    sameItems(a.project.tracks, b.project.tracks) &&
    sameItems(a.corrections, b.corrections) &&
    a.project.sampling === b.project.sampling &&
    a.project.range === b.project.range &&
    a.leftOut === b.leftOut &&
    a.propagatedWithout === b.propagatedWithout
  );
}

const sameItems = (a: readonly unknown[], b: readonly unknown[]) =>
  a.length === b.length && a.every((each, at) => each === b[at]);
