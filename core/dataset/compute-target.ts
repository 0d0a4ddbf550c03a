import type { JobCapacity } from '../schema/api/jobs.ts';

export type ComputeTarget = 'here' | 'server';

/** Reasons why this device cannot do the work at all. */
type DeviceRefusal = 'browser-cannot-decode' | 'too-large-for-browser';
/** Reasons why the server cannot. `no-server`: no server can be reached. */
type ServerRefusal = 'no-server' | 'no-worker' | 'video-too-large' | 'video-too-long' | 'too-many-jobs';

/**
 * Why a place is recommended. `stays-on-device`: the server is not clearly faster, so the video need not be
 * uploaded. `no-gpu`: the browser has no graphics card to use, and the time without one was not measured.
 * `not-measured`: one of the two times is not known.
 */
type RecommendationReason =
  DeviceRefusal | ServerRefusal | 'faster-here' | 'stays-on-device' | 'faster-on-server' | 'no-gpu' | 'not-measured';

/** The time of the work on this device, from a measured frame (estimate.ts), or why it is not known. */
export type DeviceTime =
  | { readonly seconds: number }
  | { readonly seconds: null; readonly why: 'not-measured' | 'browser-cannot-decode' | 'no-gpu' };

interface ServerFacts {
  readonly capacity: JobCapacity;
  /**
   * Seconds until the video is uploaded: 0 where it already is, null where the speed of the line is not
   * known.
   */
  readonly uploadSeconds: number | null;
  /**
   * Seconds of the work on the server (estimateSeconds with `capacity.costs`); null where no worker has
   * measured it.
   */
  readonly seconds: number | null;
}

export interface ComputeTargetFacts {
  readonly here: DeviceTime;
  /**
   * Bytes that the work takes on this device, and those that are free; null where the browser does not say.
   */
  readonly memory: { readonly needed: number; readonly free: number | null };
  readonly video: { readonly bytes: number; readonly seconds: number };
  /** null where no server can be reached. */
  readonly server: ServerFacts | null;
}

export interface Recommendation {
  /** `here` also where neither place can do it: see `refused`. */
  readonly place: ComputeTarget;
  readonly reason: RecommendationReason;
  /** null where the time is not known. */
  readonly hereSeconds: number | null;
  /** Upload, wait and work; null where one of them is not known. */
  readonly serverSeconds: number | null;
  /** Why a place cannot be chosen; null where it can. */
  readonly refused: { readonly here: DeviceRefusal | null; readonly server: ServerRefusal | null };
}

/**
 * The server is clearly faster where it takes at most this share of the time here and saves at least
 * CLEAR_SECONDS.
 */
const CLEAR_SHARE = 1 / 2;
const CLEAR_SECONDS = 2 * 60;
/** Too long to keep a page open where a server is faster. */
const LONG_SECONDS = 30 * 60;

/**
 * Recommends where to make a dataset, from measured facts alone. This device is preferred, since the video
 * need not be uploaded: the server is recommended where it is clearly faster, where this device would take
 * over half an hour and the server less, or where this device cannot do it.
 */
export function recommendComputeTarget(facts: ComputeTargetFacts): Recommendation {
  const { here, server } = facts;
  const refused = { here: refusalHere(facts), server: refusalOfServer(facts) };
  const hereSeconds = refused.here ? null : here.seconds;
  const serverSeconds = server && !refused.server ? secondsOnServer(server) : null;
  return { ...choose(facts, refused, hereSeconds, serverSeconds), hereSeconds, serverSeconds, refused };
}

function choose(
  { here }: ComputeTargetFacts,
  refused: Recommendation['refused'],
  hereSeconds: number | null,
  serverSeconds: number | null,
): Pick<Recommendation, 'place' | 'reason'> {
  if (refused.server) return { place: 'here', reason: refused.here ?? refused.server };
  if (refused.here) return { place: 'server', reason: refused.here };
  if (here.seconds === null && here.why === 'no-gpu') return { place: 'server', reason: 'no-gpu' };
  if (hereSeconds === null || serverSeconds === null) return { place: 'here', reason: 'not-measured' };
  if (hereSeconds < serverSeconds) return { place: 'here', reason: 'faster-here' };
  const saved = hereSeconds - serverSeconds;
  const isClear = serverSeconds <= hereSeconds * CLEAR_SHARE && saved > CLEAR_SECONDS;
  const isLong = hereSeconds > LONG_SECONDS && saved > 0;
  return isClear || isLong
    ? { place: 'server', reason: 'faster-on-server' }
    : { place: 'here', reason: 'stays-on-device' };
}

function refusalHere({ here, memory }: ComputeTargetFacts): DeviceRefusal | null {
  if (here.seconds === null && here.why === 'browser-cannot-decode') return 'browser-cannot-decode';
  return memory.free !== null && memory.needed > memory.free ? 'too-large-for-browser' : null;
}

function refusalOfServer({ server, video }: ComputeTargetFacts): ServerRefusal | null {
  if (!server) return 'no-server';
  const { workers, limits, openJobs } = server.capacity;
  if (video.bytes > limits.videoBytes) return 'video-too-large';
  if (video.seconds > limits.videoSeconds) return 'video-too-long';
  if (workers === 0) return 'no-worker';
  return openJobs >= limits.openJobs ? 'too-many-jobs' : null;
}

function secondsOnServer({ capacity, uploadSeconds, seconds }: ServerFacts): number | null {
  return uploadSeconds === null || seconds === null ? null : uploadSeconds + capacity.waitSeconds + seconds;
}
