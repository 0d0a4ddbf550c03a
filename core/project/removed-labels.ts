import { frameIndex, type FrameIndex, type TrackId } from '../schema/brands.ts';
import type { FrameRange, Project } from '../schema/project.ts';
import type { EditCommand } from './commands/command.ts';

/** Frames from which the user removed an object's labels. */
export interface RemovedLabels {
  readonly trackId: TrackId;
  readonly range: FrameRange;
}

/**
 * The labels that an edit removes without leaving a trace in the project: a run elsewhere that does not know
 * of the edit would bring them back. Deleted objects are not included, since their results have no track to
 * go to.
 *
 * @param before the project before the edit, to which the edit applies
 */
export function labelsRemovedBy(before: Project, command: EditCommand): readonly RemovedLabels[] {
  const last = before.video.frameCount - 1;
  const away = (trackId: TrackId, from: number, to: number): readonly RemovedLabels[] =>
    from > to ? [] : [{ trackId, range: { from: frameIndex(from), to: frameIndex(to) } }];
  switch (command.type) {
    case 'track.trim':
      return command.side === 'after'
        ? away(command.trackId, command.frame, last)
        : away(command.trackId, 0, command.frame - 1);
    case 'track.split':
      // From there on they are another object's.
      return away(command.trackId, command.frame, last);
    case 'shape.clear':
    case 'keyframe.move':
      return away(command.trackId, command.frame, endOf(before, command.trackId, command.frame));
    case 'frame.clear':
      return before.tracks
        .filter(({ shapes }) => shapes[String(command.frame)]?.source === 'user')
        .flatMap(({ id }) => away(id, command.frame, endOf(before, id, command.frame)));
    default:
      return [];
  }
}

/** For an outside mark with an end, the last frame of the mark. */
function endOf({ tracks }: Project, trackId: TrackId, frame: FrameIndex): number {
  const shape = tracks.find(({ id }) => id === trackId)?.shapes[String(frame)];
  return Math.max(frame, shape?.outsideTo ?? 0);
}

/** Whether the user removed the labels of an object from a frame. */
export const isRemoved = (removed: readonly RemovedLabels[], trackId: TrackId, frame: FrameIndex): boolean =>
  removed.some((each) => each.trackId === trackId && frame >= each.range.from && frame <= each.range.to);
