import { useMemo } from 'react';
import { byDoubt, doubtsOf, type Doubt, type DoubtReason } from '../../../core/review/doubts.ts';
import { largestGap } from '../../../core/review/lane.ts';
import { wantedFrames } from '../../../core/project/wanted-frames.ts';
import type { Track } from '../../../core/schema/project.ts';
import { keepLatest } from '../../project/keep-latest.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { isUpdating, useCorrection } from '../../run/correction/correction-store.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { cachedByTrack, useEachTrack } from './use-each-track.ts';

/**
 * The largest distance between two sampled frames, in frame indices: processed frames further apart are no
 * neighbours.
 */
function useSampledGap(): number {
  const sampling = useProjectStore((state) => state.project?.sampling);
  const range = useProjectStore((state) => state.project?.range);
  const timestamps = useVideoStore((state) => state.timestamps);
  return useMemo(
    () => (sampling ? gapOf({ sampling, ...(range ? { range } : {}) }, timestamps) : 1),
    [sampling, range, timestamps],
  );
}

const isOutdated = ({ kind }: DoubtReason) => kind === 'outdated';

/** The labels of the project that need a look, the most doubtful first; null until they are computed. */
export function useDoubts(): readonly Doubt[] | null {
  const gap = useSampledGap();
  const lists = useEachTrack(doubtsFor(gap));
  // While a correction is on its way to them, outdated labels are no reason to look.
  const updating = useCorrection((state) => isUpdating(state.status));
  return useMemo(
    () => lists && byDoubt(lists.flat().filter(({ reasons }) => !updating || !reasons.every(isOutdated))),
    [lists, updating],
  );
}

/** The labels that need a look at this moment, in any order. */
export function doubtsNow(): readonly Doubt[] {
  const { project } = useProjectStore.getState();
  if (!project) return [];
  return project.tracks.flatMap(doubtsFor(gapOf(project, useVideoStore.getState().timestamps)));
}

const gapOf = (project: Parameters<typeof wantedFrames>[0], timestamps: readonly number[]) =>
  largestGap(wantedFrames(project, timestamps));

/** The doubts of a track, computed once for the list and the keys. */
const doubtsFor = keepLatest((gap: number): ((track: Track) => readonly Doubt[]) =>
  cachedByTrack((track) => doubtsOf(track, gap)),
);
