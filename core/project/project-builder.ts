import type { FrameResult, TrackResult } from '../engine/types.ts';
import { frameIndex, imageBox, type FrameIndex, type TrackId } from '../schema/brands.ts';
import type { EngineRun, FrameRange, Project, Shape, Track } from '../schema/project.ts';
import { absentStretches } from './user-labels.ts';

/** One track while results come in. */
interface GrowingTrack {
  readonly original: Track;
  readonly shapes: Map<number, Shape>;
  readonly lost: Set<number>;
  /**
   * The frames that the user marked as without the object: a run that did not know of the marks changes
   * nothing there.
   */
  readonly absent: readonly FrameRange[];
  changed: boolean;
}

const NO_BOX = imageBox(0, 0, 0, 0);

/**
 * Adds the engine's results to a project. A result costs the same however many frames there are already; a
 * snapshot copies the tracks that changed since the last one, so take one only to save or show the project,
 * not for each frame.
 * Labels that the user drew are never replaced: a result only gives a box its mask, and how far that fills the box.
 * Labels that the user verified or had interpolated stay as they are.
 */
export class ProjectBuilder {
  #project: Project;
  readonly #tracks = new Map<TrackId, GrowingTrack>();

  constructor(project: Project) {
    this.#project = project;
    for (const track of project.tracks) {
      const shapes = new Map(Object.entries(track.shapes).map(([key, shape]) => [Number(key), shape]));
      const absent = absentStretches(track);
      this.#tracks.set(track.id, { original: track, shapes, lost: new Set(track.lost), absent, changed: false });
    }
  }

  /** Adds one frame's results; results for tracks that do not exist (any more) are left out. */
  apply(result: Pick<FrameResult, 'frame' | 'tracks'>): void {
    for (const each of result.tracks) {
      const track = this.#tracks.get(each.trackId);
      if (!track) continue;
      applyTrackResult(track, result.frame, each);
      track.changed = true;
    }
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

function applyTrackResult({ shapes, lost, absent }: GrowingTrack, frame: FrameIndex, result: TrackResult): void {
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

function finishedTrack({ original, shapes, lost }: GrowingTrack): Track {
  return {
    ...original,
    // Integer keys of an object are in ascending order, whatever the order of insertion.
    shapes: Object.fromEntries(shapes),
    lost: [...lost].sort((a, b) => a - b).map(frameIndex),
  };
}
