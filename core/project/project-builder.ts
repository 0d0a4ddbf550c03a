import type { FrameResult, TrackResult } from '../engine/types.ts';
import { frameIndex, imageBox, type FrameIndex, type TrackId } from '../schema/brands.ts';
import type { EngineRun, FrameRange, Project, Shape, Track } from '../schema/project.ts';
import { absentStretches } from './user-labels.ts';

/** One track while results come in. */
interface GrowingTrack {
  readonly original: Track;
  readonly shapes: Map<number, Shape>;
  readonly lost: Set<number>;
  readonly outdated: Set<number>;
  /**
   * The frames that the user marked as without the object: a run that did not know of the marks changes
   * nothing there.
   */
  readonly absent: readonly FrameRange[];
  changed: boolean;
}

const NO_BOX = imageBox(0, 0, 0, 0);

/**
 * Adds the engine's results to a project. A result costs the same however many frames there are already, but the
 * first one of a track copies it; a snapshot copies the tracks that changed since the last one, so take one only to
 * save or show the project, not for each frame.
 * Labels that the user drew are never replaced: a result only gives a box its mask, and how far that fills the box.
 * Labels that the user verified or had interpolated stay as they are.
 */
export class ProjectBuilder {
  #project: Project;
  readonly #tracks = new Map<TrackId, GrowingTrack>();

  constructor(project: Project) {
    this.#project = project;
  }

  /** Adds one frame's results; results for tracks that do not exist (any more) are left out. */
  apply(result: Pick<FrameResult, 'frame' | 'tracks'>): void {
    for (const each of result.tracks) {
      const track = this.#growing(each.trackId);
      if (!track) continue;
      applyTrackResult(track, result.frame, each);
      track.changed = true;
    }
  }

  #growing(id: TrackId): GrowingTrack | undefined {
    const known = this.#tracks.get(id);
    const track = known ? undefined : this.#project.tracks.find((each) => each.id === id);
    if (!track) return known;
    const growing: GrowingTrack = {
      original: track,
      shapes: new Map(Object.entries(track.shapes).map(([key, shape]) => [Number(key), shape])),
      lost: new Set(track.lost),
      outdated: new Set(track.outdated),
      absent: absentStretches(track),
      changed: false,
    };
    this.#tracks.set(id, growing);
    return growing;
  }

  /**
   * Sets the model and backend of the labels; they go into the metadata of every dataset made from the
   * project.
   */
  setEngine(engine: EngineRun): void {
    this.#project = { ...this.#project, engine };
  }

  /** The project as it is now. Earlier snapshots do not change; tracks without new results are shared with them. */
  snapshot(): Project {
    const tracks = this.#project.tracks.map((track) => {
      const growing = this.#tracks.get(track.id);
      if (!growing?.changed) return track;
      growing.changed = false;
      return finishedTrack(growing);
    });
    this.#project = { ...this.#project, tracks };
    return this.#project;
  }
}

function applyTrackResult(track: GrowingTrack, frame: FrameIndex, result: TrackResult): void {
  const { shapes, lost, absent } = track;
  track.outdated.delete(frame);
  const existing = shapes.get(frame);
  const isAbsent = absent.some(({ from, to }) => frame >= from && frame <= to);
  if (existing?.verified || existing?.source === 'interpolated') return;
  if (existing?.source === 'user') {
    const isBox = !existing.outside && existing.maskSource !== 'user';
    if (isBox && result.state === 'user') shapes.set(frame, withModelMask(existing, result));
    return;
  }
  if (isAbsent && result.state !== 'outside') return;
  if (result.state === 'lost') {
    shapes.delete(frame);
    lost.add(frame);
    return;
  }
  lost.delete(frame);
  const outside = result.state === 'outside' || result.box === null;
  shapes.set(frame, {
    box: result.box ?? NO_BOX,
    ...(result.mask && !outside ? { mask: result.mask } : {}),
    source: 'propagated',
    confidence: Math.min(1, Math.max(0, result.confidence)),
    outside,
    occluded: false,
  });
}

/** A run makes the mask of a user's box anew, and starts from it: the one of an earlier run does not count any more. */
function withModelMask({ mask: _, fill: __, ...label }: Shape, { mask, fill }: TrackResult): Shape {
  return { ...label, ...(mask ? { mask } : {}), ...(fill === undefined ? {} : { fill }) };
}

function finishedTrack({ original, shapes, lost, outdated }: GrowingTrack): Track {
  const { outdated: _, ...rest } = original;
  return {
    ...rest,
    ...(outdated.size > 0 ? { outdated: ascending(outdated) } : {}),
    // Integer keys of an object are in ascending order, whatever the order of insertion.
    shapes: Object.fromEntries(shapes),
    lost: ascending(lost),
  };
}

const ascending = (ranks: ReadonlySet<number>): FrameIndex[] => [...ranks].sort((a, b) => a - b).map(frameIndex);
