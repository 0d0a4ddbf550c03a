import { useMemo } from 'react';
import { withoutLabelledFrames } from '../../../core/dataset/chosen-frames.ts';
import { candidateFrames } from '../../../core/export/plan.ts';
import { datasetDoubts, framesInDoubt, type DatasetDoubt } from '../../../core/review/dataset-doubts.ts';
import { unknownFrames } from '../../../core/review/presence.ts';
import type { FrameIndex } from '../../../core/schema/brands.ts';
import type { Project } from '../../../core/schema/project.ts';
import type { SpecChoices } from '../dataset-form/spec-choices.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { showReview } from '../../project/review-in-view.ts';
import { videoClient } from '../../video/video-client.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useDatasetChoices } from './dataset-choices.ts';
import { closeDatasetDialog } from './dialog-store.ts';

/** The doubts about the current labels, on the frames that the dataset may have. */
export interface OpenDoubts {
  readonly doubts: readonly DatasetDoubt[];
  /** Number of frames in doubt, without those that are left out anyway. */
  readonly frames: number;
  /** Number of frames on which an object is unknown. */
  readonly lost: number;
}

const NONE: OpenDoubts = { doubts: [], frames: 0, lost: 0 };

function openDoubts(
  project: Project | null,
  timestamps: readonly number[],
  { leftOut, skipLostFrames }: { readonly leftOut: ReadonlySet<FrameIndex>; readonly skipLostFrames: boolean },
): OpenDoubts {
  if (!project) return NONE;
  const used = withoutLabelledFrames(project, leftOut);
  const candidates = new Set(candidateFrames(used, timestamps));
  const doubts = datasetDoubts(used, timestamps, candidates);
  const unknown = new Set(unknownFrames(used, timestamps).filter((rank) => candidates.has(rank)));
  const inDoubt = framesInDoubt(doubts).filter((rank) => !skipLostFrames || !unknown.has(rank));
  return { doubts, frames: inDoubt.length, lost: unknown.size };
}

/** The doubts of a project: the open one, or one with the dialog's draft applied. */
export function useOpenDoubts(project: Project | null, skipLostFrames: boolean): OpenDoubts {
  const timestamps = useVideoStore((state) => state.timestamps);
  const leftOut = useDatasetChoices((state) => state.leftOut);
  return useMemo(
    () => openDoubts(project, timestamps, { leftOut, skipLostFrames }),
    [project, timestamps, leftOut, skipLostFrames],
  );
}

/** Number of frames that the choices leave out because of a lost object or a label that needs a look. */
export const countLeftOut = (
  { lost, frames }: OpenDoubts,
  { skipLostFrames, doubts }: Pick<SpecChoices, 'skipLostFrames' | 'doubts'>,
): number => (skipLostFrames ? lost : 0) + (doubts === 'leaveOut' ? frames : 0);

/** Whether the dataset has to wait after propagation: the user chose to be asked, and some labels need a look. */
export function mustAskFirst(): boolean {
  const choices = useDatasetChoices.getState();
  const { project } = useProjectStore.getState();
  const { timestamps } = useVideoStore.getState();
  return choices.doubts === 'ask' && openDoubts(project, timestamps, choices).doubts.length > 0;
}

/** Goes to the first of the labels that need a look, and opens their list. */
export function reviewDoubts(doubts: readonly DatasetDoubt[]): void {
  closeDatasetDialog();
  const [first] = [...doubts].sort((a, b) => a.frame - b.frame || a.trackId - b.trackId);
  if (!first) return;
  useProjectStore.getState().select(first.trackId);
  videoClient.seek(first.frame);
  showReview();
}
