import type { FrameResult, TrackResult } from '../engine/types.ts';
import { frameIndex, type FrameIndex } from '../schema/brands.ts';
import type { Project, Shape, Track } from '../schema/project.ts';
import type { Correction } from './commands/command.ts';
import { ProjectBuilder } from './project-builder.ts';
import { isRemoved, type RemovedLabels } from './removed-labels.ts';

/**
 * Merges the labels of a run that worked on a copy of the project into the current project. Labels that the
 * user drew, verified or had interpolated stay as they are, objects and labels that the user removed
 * meanwhile stay removed, and new objects stay without labels of the run. A mask that the run found for a
 * user's box is taken where the box is still the same.
 *
 * @param result the project as the run left it
 * @param removed labels that the user removed since the run was sent
 */
export function mergeResult(current: Project, result: Project, removed: readonly RemovedLabels[] = []): Project {
  const builder = new ProjectBuilder(current);
  const tracks = new Map(current.tracks.map((track) => [track.id, track]));
  for (const found of result.tracks) {
    const track = tracks.get(found.id);
    if (!track) continue;
    const takes = (frame: FrameIndex) =>
      frame < current.video.frameCount && (String(frame) in track.shapes || !isRemoved(removed, track.id, frame));
    for (const [key, shape] of Object.entries(found.shapes)) {
      const frame = frameIndex(Number(key));
      const taken = resultOf(shape, track.shapes[key]);
      if (taken && takes(frame)) builder.apply(only(frame, { ...taken, trackId: track.id }));
    }
    for (const frame of found.lost) if (takes(frame)) builder.apply(lostOn(frame, track));
  }
  if (result.engine) builder.setEngine(result.engine);
  return builder.snapshot();
}

/**
 * Those corrections that a run took into account: the user's label and the choice of margins that it worked with are
 * the current ones.
 */
export function settledCorrections(
  current: Project,
  result: Project,
  corrections: readonly Correction[],
): readonly Correction[] {
  const trackIn = (project: Project, { trackId }: Correction) => project.tracks.find(({ id }) => id === trackId);
  const drawnIn = (project: Project, each: Correction) => {
    const shape = trackIn(project, each)?.shapes[String(each.frame)];
    return shape?.source === 'user' ? shape : undefined;
  };
  const keepsIn = (project: Project, each: Correction) => trackIn(project, each)?.keepMargins === true;
  return corrections.filter(
    (each) =>
      keepsIn(current, each) === keepsIn(result, each) && isSameDrawing(drawnIn(current, each), drawnIn(result, each)),
  );
}

/** The result that a shape stands for, where the project may take it. */
function resultOf(shape: Shape, existing: Shape | undefined): Omit<TrackResult, 'trackId'> | null {
  const { box, mask = null, confidence, outside, fill } = shape;
  if (shape.source === 'propagated')
    return outside
      ? { state: 'outside', box: null, mask: null, confidence }
      : { state: 'propagated', box, mask, confidence };
  const isFound = mask !== null || fill !== undefined;
  if (shape.source !== 'user' || existing?.source !== 'user' || !isFound || !isSameBox(existing, shape)) return null;
  return { state: 'user', box, mask, confidence, ...(fill === undefined ? {} : { fill }) };
}

/** A result of one object on one frame; the timing of a finished run is not needed. */
function only(frame: FrameIndex, track: TrackResult): FrameResult {
  const progress = { framesDone: 0, framesTotal: 0, framesPerSecond: 0, secondsLeft: null };
  return { frame, timestamp: 0, tracks: [track], progress };
}

const lostOn = (frame: FrameIndex, { id }: Track): FrameResult =>
  only(frame, { trackId: id, state: 'lost', box: null, mask: null, confidence: 0 });

const isSameBox = (a: Shape, b: Shape) => a.box.every((each, at) => each === b.box[at]) && a.outside === b.outside;

/** Whether two labels of the user are equal; masks that the model made of them do not count. */
function isSameDrawing(a: Shape | undefined, b: Shape | undefined): boolean {
  if (!a || !b) return a === b;
  const drawn = ({ mask, maskSource, polygon, outsideTo }: Shape) =>
    JSON.stringify([maskSource === 'user' ? mask : null, polygon, outsideTo]);
  return isSameBox(a, b) && drawn(a) === drawn(b);
}
