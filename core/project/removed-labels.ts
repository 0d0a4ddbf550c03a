import { frameIndex, type FrameIndex, type TrackId } from '../schema/brands.ts';
import type { FrameRange, Project } from '../schema/project.ts';
import type { EditCommand } from './commands/command.ts';

/** Frames from which the person took an object's labels away. */
export interface RemovedLabels {
  readonly trackId: TrackId;
  readonly range: FrameRange;
}

/**
 * What an edit takes away and leaves nothing in its place that would say so: a run elsewhere that does not
 * know of the edit would bring labels back there. Whole objects that go are not told of, since their results
 * have nowhere to go to.
 *
 * @param before the project before the edit, which can be done there
 */
export function removedBy(before: Project, command: EditCommand): readonly RemovedLabels[] {
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

/** With a mark of several frames without the object, what it says of them all goes. */
function endOf({ tracks }: Project, trackId: TrackId, frame: FrameIndex): number {
  const shape = tracks.find(({ id }) => id === trackId)?.shapes[String(frame)];
  return Math.max(frame, shape?.outsideTo ?? 0);
}

/** Whether the person took the labels of an object away from a frame. */
export const isRemoved = (removed: readonly RemovedLabels[], trackId: TrackId, frame: FrameIndex): boolean =>
  removed.some((each) => each.trackId === trackId && frame >= each.range.from && frame <= each.range.to);
