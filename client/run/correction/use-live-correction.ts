import { useEffect } from 'react';
import { useFetchModel } from '../../engine/model-engine.ts';
import { liveCorrection } from './live-correction.ts';

/** Updates the frames around labels that the user corrects, while the workspace is open. */
export function useLiveCorrection(): void {
  const fetchModel = useFetchModel();
  useEffect(() => liveCorrection.followEdits(fetchModel), [fetchModel]);
}
