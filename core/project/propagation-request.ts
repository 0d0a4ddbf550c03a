import { planTracks } from '../engine/plan.ts';
import type { PropagationRequest, PropagationTrack, UserLabel } from '../engine/types.ts';
import { frameIndex, type FrameIndex, type TrackId } from '../schema/brands.ts';
import type { Project, Track } from '../schema/project.ts';
import type { Correction } from './commands/command.ts';
import { wantedFrames } from './wanted-frames.ts';
import { absentStretches, affectedRange, trackOf, userFrames } from './user-labels.ts';

/**
 * The engine's request for a whole project: propagate every track that has a user label with a box to the
 * frames of a dataset.
 *
 * @param timestamps presentation timestamps of all frames in seconds
 */
export function projectToRequest(project: Project, timestamps: readonly number[]): PropagationRequest {
  const tracks = project.tracks.map(propagationTrack).filter(isStarted);
  const asked = askedFrames(project, timestamps);
  const targets = new Set(
    tracks.length > 0 ? tracks.flatMap(({ id }) => asked(id)) : wantedFrames(project, timestamps),
  );
  return { tracks, targets: ascending(targets) };
}

type AskedFrames = (trackId: TrackId) => readonly FrameIndex[];

/**
 * The frames on which a dataset needs to know of a track, ascending: those that are sampled, and those,
 * sampled or not, that the user labelled for another track; its own labels need no result. A frame that is in
 * the dataset for one object would otherwise show others without their labels.
 */
function askedFrames(project: Project, timestamps: readonly number[]): AskedFrames {
  const { range } = project;
  const sampled = wantedFrames(project, timestamps);
  // The track that has a label on a frame that is not sampled: one track, or several.
  const labelled = new Map<FrameIndex, TrackId | 'several'>();
  const isSampled = new Set(sampled);
  for (const track of project.tracks.filter(isDrawn)) {
    for (const rank of userFrames(track)) {
      if (isSampled.has(rank) || (range && (rank < range.from || rank > range.to))) continue;
      labelled.set(rank, labelled.has(rank) ? 'several' : track.id);
    }
  }
  return (trackId) => {
    const more = [...labelled].flatMap(([rank, by]) => (by === trackId ? [] : [rank]));
    return more.length === 0 ? sampled : ascending([...sampled, ...more]);
  };
}

const ascending = (ranks: Iterable<FrameIndex>) => [...ranks].sort((a, b) => a - b);

/**
 * The engine's request after users' labels of tracks on frames were set, moved or removed: only the frames that
 * this affects, one request for all of them, so that objects share the work. Every label of a track is part of
 * it, since each is memory.
 */
export function correctionsToRequest(
  project: Project,
  timestamps: readonly number[],
  corrections: readonly Correction[],
): PropagationRequest {
  const asked = askedFrames(project, timestamps);
  return joinRequests(corrections.map((correction) => correctedRequest(project, asked, correction)));
}

function correctedRequest(project: Project, asked: AskedFrames, correction: Correction): PropagationRequest {
  const range = affectedRange(project, correction.trackId, correction.frame);
  const track = { ...propagationTrack(trackOf(project, correction.trackId)), range };
  const targets = asked(correction.trackId).filter((rank) => rank >= range.from && rank <= range.to);
  return { tracks: [track].filter(isStarted), targets };
}

/**
 * The engine's request for labels on every wanted frame: the frames that the corrections affect, and for each
 * track the wanted frames on which it is unknown. One request for all of it, without tracks where nothing is
 * missing.
 *
 * @param except wanted frames that are left out
 */
export function missingToRequest(
  project: Project,
  timestamps: readonly number[],
  corrections: readonly Correction[],
  except: ReadonlySet<FrameIndex> = new Set(),
): PropagationRequest {
  const asked = askedFrames(project, timestamps);
  const wanted = ({ id }: Track) => asked(id).filter((rank) => !except.has(rank));
  const affected = corrections.map((correction) => correctedRequest(project, asked, correction));
  const request = joinRequests([...affected, ...project.tracks.map((track) => unknownToRequest(track, wanted(track)))]);
  const targets = request.targets.filter((rank) => !except.has(rank));
  const tracks = request.tracks.filter((track) => planTracks({ tracks: [track], targets })[0]?.tasks.size);
  return { tracks, targets };
}

/** One request for the work of several: ranges of a track are united, and so are the targets. */
export function joinRequests(requests: readonly PropagationRequest[]): PropagationRequest {
  const started = requests.filter(({ tracks }) => tracks.length > 0);
  const tracks = new Map<TrackId, PropagationTrack>();
  for (const track of started.flatMap((request) => request.tracks)) {
    const known = tracks.get(track.id);
    if (!known?.range || !track.range) {
      tracks.set(track.id, known && !known.range ? known : track);
      continue;
    }
    const from = frameIndex(Math.min(known.range.from, track.range.from));
    const to = frameIndex(Math.max(known.range.to, track.range.to));
    tracks.set(track.id, { ...track, range: { from, to } });
  }
  const targets = ascending(new Set(started.flatMap((request) => request.targets)));
  return { tracks: [...tracks.values()], targets };
}

/** The wanted frames on which a track is unknown: no shape, and not lost either. */
function unknownToRequest(track: Track, wanted: readonly FrameIndex[]): PropagationRequest {
  const lost = new Set(track.lost);
  const targets = wanted.filter((rank) => !(String(rank) in track.shapes) && !lost.has(rank));
  const [first, last] = [targets[0], targets.at(-1)];
  if (first === undefined || last === undefined) return { tracks: [], targets: [] };
  return { tracks: [{ ...propagationTrack(track), range: { from: first, to: last } }].filter(isStarted), targets };
}

function propagationTrack(track: Track): PropagationTrack {
  const labels = userFrames(track).flatMap((frame): UserLabel[] => {
    const shape = track.shapes[String(frame)];
    if (!shape || shape.outsideTo !== undefined) return [];
    if (shape.outside) return [{ frame, box: shape.box, outside: true }];
    return [{ frame, box: shape.box, ...(shape.mask && shape.maskSource === 'user' ? { mask: shape.mask } : {}) }];
  });
  const absent = absentStretches(track);
  return {
    id: track.id,
    labels,
    ...(track.keepMargins ? { keepMargins: true } : {}),
    ...(absent.length > 0 ? { absent } : {}),
  };
}

const isDrawn = ({ shapes }: Track) => Object.values(shapes).some((each) => each.source === 'user' && !each.outside);
/** A track with only outside marks has nothing to be propagated from. */
const isStarted = (track: PropagationTrack) => track.labels.some((label) => !label.outside);
