import { useQuery } from '@tanstack/react-query';
import { estimateSeconds } from '../../../core/dataset/estimate.ts';
import {
  recommendComputeTarget,
  type DeviceTime,
  type ComputeTarget,
  type Recommendation,
} from '../../../core/dataset/compute-target.ts';
import type { JobCapacity } from '../../../core/schema/api/jobs.ts';
import { useAccount } from '../../api/account-queries.ts';
import { capacityQuery } from '../../api/job-queries.ts';
import { uploadSpeed } from '../../api/upload-speed.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useDatasetDraft } from '../../run/dataset/dataset-draft.ts';
import { useMeasuring } from '../../run/local/measuring.ts';
import { isAllLabelled, type ExpectedWork } from './use-expected-work.ts';
import { useVideoOnServer } from './use-video-on-server.ts';

/** The two compute targets for a dataset (device or server), and the chosen one. */
export interface ComputeTargets {
  readonly chosen: ComputeTarget;
  readonly recommended: Recommendation;
  readonly signedIn: boolean;
  /** null while it is unknown, or while the user is signed out. */
  readonly capacity: JobCapacity | null;
  /** The server has the video already: it is not uploaded again. False also while that is unknown. */
  readonly videoThere: boolean;
}

/** Compares the compute targets for the work; the recommended one is chosen until the user chooses. */
export function useComputeTargets(work: ExpectedWork): ComputeTargets {
  const { data: account } = useAccount();
  const signedIn = Boolean(account);
  const { costs, status } = useMeasuring();
  const file = useVideoStore((state) => state.file);
  const size = file?.size ?? 0;
  const duration = useVideoStore((state) => state.metadata?.duration ?? 0);
  const wanted = useDatasetDraft()?.place ?? null;
  // Reading the file at the same time would slow the measurement of this device down, and so would a server
  // on it that measures itself. Where all is labelled nothing is measured.
  const isMeasured = status === 'measured' || status === 'failed' || (status === 'idle' && isAllLabelled(work));
  const { data: capacity = null } = useQuery({
    ...capacityQuery(isMeasured || wanted === 'server'),
    enabled: signedIn,
  });
  const videoThere = useVideoOnServer(file, signedIn, isMeasured) === true;
  const speed = uploadSpeed();
  const here: DeviceTime = costs
    ? { seconds: estimateSeconds(work.request, work.frames, costs) }
    : { seconds: null, why: 'not-measured' };
  const recommended = recommendComputeTarget({
    here,
    // The dataset is written to the browser's private file system piece by piece: memory is no limit here.
    memory: { needed: 0, free: null },
    video: { bytes: size, seconds: duration },
    server: capacity && {
      capacity,
      uploadSeconds: videoThere ? 0 : speed && size / speed,
      seconds: capacity.costs && estimateSeconds(work.request, work.frames, capacity.costs),
    },
  });
  const refused = wanted === 'server' && capacity !== null && recommended.refused.server !== null;
  return { chosen: refused ? 'here' : (wanted ?? recommended.place), recommended, signedIn, capacity, videoThere };
}
