import type { Project } from '../../schema/project.ts';
import { addClass, mergeClasses, recolorClass, removeClass, renameClass } from './class-commands.ts';
import type { EditCommand, EditResult } from './command.ts';
import { addKeyframe, moveKeyframe } from './keyframe-commands.ts';
import {
  clearFrame,
  clearShape,
  endOutside,
  pasteLabels,
  setOccluded,
  setOutside,
  setShape,
  setVerified,
} from './shape-commands.ts';
import {
  addTrack,
  interpolateTrack,
  mergeTracks,
  propagateTrack,
  removeTrack,
  setKeepMargins,
  setTrackClass,
  splitTrack,
  trimTrack,
} from './track-commands.ts';

/**
 * The project after one edit. Pure; unchanged parts are shared with the project before, so that keeping many
 * of them is cheap.
 *
 * @throws `class_name_invalid`, `prompt_outside_frame`, `prompt_empty_box`, `frame_out_of_range`, and
 * `project_invalid` for a class or a track that does not exist or cannot be edited in this way
 */
export function applyCommand(project: Project, command: EditCommand): EditResult {
  const quiet = (changed: Project): EditResult => ({ project: changed, corrections: [] });
  switch (command.type) {
    case 'class.add':
      return quiet(addClass(project, command));
    case 'class.rename':
      return quiet(renameClass(project, command));
    case 'class.recolor':
      return quiet(recolorClass(project, command));
    case 'class.merge':
      return quiet(mergeClasses(project, command));
    case 'class.remove':
      return quiet(removeClass(project, command));
    case 'track.add':
      return addTrack(project, command);
    case 'track.setClass':
      return quiet(setTrackClass(project, command));
    case 'track.setKeepMargins':
      return setKeepMargins(project, command);
    case 'track.remove':
      return quiet(removeTrack(project, command));
    case 'track.trim':
      return quiet(trimTrack(project, command));
    case 'track.split':
      return splitTrack(project, command);
    case 'track.merge':
      return quiet(mergeTracks(project, command));
    case 'track.interpolate':
      return quiet(interpolateTrack(project, command));
    case 'track.propagate':
      return propagateTrack(project, command);
    case 'shape.set':
      return setShape(project, command);
    case 'shape.clear':
      return clearShape(project, command);
    case 'shape.setOutside':
      return setOutside(project, command);
    case 'shape.endOutside':
      return endOutside(project, command);
    case 'shape.setOccluded':
      return quiet(setOccluded(project, command));
    case 'shape.setVerified':
      return quiet(setVerified(project, command));
    case 'keyframe.add':
      return addKeyframe(project, command);
    case 'keyframe.move':
      return moveKeyframe(project, command);
    case 'frame.clear':
      return clearFrame(project, command);
    case 'frame.paste':
      return pasteLabels(project, command);
    case 'project.rename':
      return quiet({ ...project, name: command.name.trim().slice(0, 200) || project.name });
    case 'project.setSampling':
      return quiet({ ...project, sampling: command.sampling });
    case 'project.setRange':
      return quiet(withRange(project, command.range));
  }
}

function withRange(project: Project, range: Project['range'] | null): Project {
  const { range: _, ...rest } = project;
  return range ? { ...rest, range } : rest;
}
