import { ForgeError } from '../../errors.ts';
import { frameIndex } from '../../schema/brands.ts';
import type { Project } from '../../schema/project.ts';
import { trackOf } from '../user-labels.ts';
import type { EditCommand, EditResult } from './command.ts';
import { checkFrame, toUserShape, clearOutsideStretch, withShape, withTrack } from './edit-track.ts';

type Command<T extends EditCommand['type']> = Extract<EditCommand, { type: T }>;

/**
 * Makes a propagated or interpolated label the user's own, including its mask: the frames around it are then
 * propagated from it.
 */
export function addKeyframe(project: Project, { trackId, frame }: Command<'keyframe.add'>): EditResult {
  const shape = trackOf(project, trackId).shapes[String(frame)];
  if (!shape || shape.outside) throw new ForgeError('project_invalid.no_label');
  if (shape.source === 'user') return { project, corrections: [] };
  return {
    project: withTrack(project, trackId, (track) => withShape(track, frame, toUserShape(shape))),
    corrections: [{ trackId, frame }],
  };
}

/** Moves a label of the user to another frame, replacing the label there. */
export function moveKeyframe(project: Project, { trackId, frame, to }: Command<'keyframe.move'>): EditResult {
  checkFrame(project, to);
  const shape = trackOf(project, trackId).shapes[String(frame)];
  if (shape?.source !== 'user') throw new ForgeError('project_invalid.no_keyframe');
  if (to === frame) return { project, corrections: [] };
  // What fills the box on another frame is not known.
  const { outsideTo, fill: _, ...moving } = shape;
  // A mark of some frames never becomes a mark of the whole rest of the video.
  const there = outsideTo === undefined ? moving : { ...moving, outsideTo: frameIndex(Math.max(outsideTo, to)) };
  const moved = withTrack(project, trackId, (track) =>
    withShape(withShape(clearOutsideStretch(track, frame), frame, null), to, there),
  );
  return {
    project: moved,
    corrections: [
      { trackId, frame },
      { trackId, frame: to },
    ],
  };
}
