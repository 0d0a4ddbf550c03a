import { useMemo } from 'react';
import { expectedFrames } from '../../../core/dataset/estimate.ts';
import type { PropagationRequest } from '../../../core/engine/types.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useDatasetChoices } from '../../run/dataset/dataset-choices.ts';
import { useDraftProject } from '../../run/dataset/dataset-draft.ts';
import { buildRunRequest } from '../../../core/project/run-request.ts';
import { basisOf, useLastPropagation } from '../../run/run-basis.ts';

/** The work to make the dataset of the dialog's draft. */
export interface ExpectedWork {
  /** Frames to propagate; without tracks where there are none. */
  readonly request: PropagationRequest;
  /** Number of images in the dataset, at most. */
  readonly frames: number;
}

/** True where only the images are to be written: the model is not needed. */
export const isAllLabelled = ({ request }: ExpectedWork): boolean => request.tracks.length === 0;

export function useExpectedWork(): ExpectedWork {
  const project = useDraftProject();
  const corrections = useProjectStore((state) => state.corrections);
  const timestamps = useVideoStore((state) => state.timestamps);
  const leftOut = useDatasetChoices((state) => state.leftOut);
  const propagatedWithout = useLastPropagation((state) => state.without);
  return useMemo(() => {
    if (!project) return { request: { tracks: [], targets: [] }, frames: 0 };
    const request = buildRunRequest(
      'dataset',
      basisOf({ project, timestamps, corrections, leftOut, propagatedWithout }),
    );
    return { request, frames: expectedFrames(project, timestamps, leftOut).length };
  }, [project, corrections, timestamps, leftOut, propagatedWithout]);
}
