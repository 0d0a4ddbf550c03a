import { validateClassName } from '../export/safe-names.ts';
import { classId } from '../schema/brands.ts';
import {
  PROJECT_VERSION,
  type LabelClass,
  type Project,
  type Sampling,
  type VideoMetadata,
} from '../schema/project.ts';
import { nextClassColor } from './class-colors.ts';

/** Most characters of a project's name. */
const MAX_NAME_LENGTH = 200;

/** A project without labels. Its name is that of the video unless another is given. */
export function createProject(video: VideoMetadata, sampling: Sampling, name: string = video.name): Project {
  return {
    version: PROJECT_VERSION,
    name: name.slice(0, MAX_NAME_LENGTH) || 'Untitled',
    video,
    classes: [],
    tracks: [],
    labelledFrames: [],
    sampling,
  };
}

/**
 * A class to append to `existing`, with the next free id and colour.
 * Throws the `class_name_invalid` of `validateClassName`.
 */
export function createClass(name: string, existing: readonly LabelClass[]): LabelClass {
  const verdict = validateClassName(
    name,
    existing.map((each) => each.name),
  );
  if (!verdict.ok) throw verdict.refusal;
  const id = classId(1 + Math.max(0, ...existing.map((each) => each.id)));
  return { id, name: verdict.name, color: nextClassColor(existing.map((each) => each.color)) };
}
