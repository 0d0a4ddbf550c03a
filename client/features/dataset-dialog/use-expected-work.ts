import { useMemo } from 'react';
import { expectedFrames } from '../../../core/dataset/estimate.ts';
import type { PropagationRequest } from '../../../core/engine/types.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useDatasetChoices } from '../../run/dataset-choices.ts';
import { useDraftProject } from '../../run/dataset-draft.ts';
import { requestFor } from '../../../core/project/run-request.ts';
import { basisOf, useTravelled } from '../../run/run-basis.ts';

/** What making the dataset takes as the draft of the dialog stands. */
export interface ExpectedWork {
  /** What is still to be labelled; without tracks where nothing is. */
  readonly request: PropagationRequest;
  /** Images of the dataset, at most. */
  readonly frames: number;
}

/** Only the images are still to be written: the model is not needed. */
export const isAllLabelled = ({ request }: ExpectedWork): boolean => request.tracks.length === 0;

export function useExpectedWork(): ExpectedWork {
  const project = useDraftProject();
  const corrections = useProjectStore((state) => state.corrections);
  const timestamps = useVideoStore((state) => state.timestamps);
  const leftOut = useDatasetChoices((state) => state.leftOut);
  const travelledWithout = useTravelled((state) => state.without);
  return useMemo(() => {
    if (!project) return { request: { tracks: [], targets: [] }, frames: 0 };
    const request = requestFor('dataset', basisOf({ project, timestamps, corrections, leftOut, travelledWithout }));
    return { request, frames: expectedFrames(project, timestamps, leftOut).length };
  }, [project, corrections, timestamps, leftOut, travelledWithout]);
}
