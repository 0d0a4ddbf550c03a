import { ForgeError } from '../../core/errors.ts';
import { bitmaskBox, type Bitmask } from '../../core/geometry/bitmask.ts';
import { encodeMask } from '../../core/geometry/mask-rle.ts';
import { createClass, createProject } from '../../core/project/create-project.ts';
import { userShape } from '../../core/project/user-labels.ts';
import { imageBox, trackId, type FrameIndex, type TrackId } from '../../core/schema/brands.ts';
import type { Project, Sampling, Shape, VideoMetadata } from '../../core/schema/project.ts';
import type { DavisTruth } from './davis-truth.ts';

/** How the truth is given as a label. */
export type LabelKind = 'box' | 'mask';

/**
 * The project of a sequence with the truth of these frames as the user's labels, on every track. Throws
 * `prompts_invalid` where none of them shows an object.
 */
export async function startProject(
  name: string,
  video: VideoMetadata,
  sampling: Sampling,
  truth: DavisTruth,
  { frames, kind }: { readonly frames: readonly FrameIndex[]; readonly kind: LabelKind },
): Promise<Project> {
  const objects = createClass('object', []);
  const tracks = truth.objects.map((id) => ({ id, classId: objects.id, shapes: {}, lost: [] }));
  let project: Project = { ...createProject(video, sampling, name), classes: [objects], tracks };
  for (const frame of frames)
    for (const [id, mask] of await truth.masksOn(frame)) project = withLabel(project, id, frame, labelOf(mask, kind));
  const isShown = project.tracks.some(({ shapes }) => Object.values(shapes).some(({ outside }) => !outside));
  if (!isShown) throw new ForgeError('prompts_invalid.empty_masks', { sequence: name, frames: frames.join(', ') });
  return project;
}

/**
 * The project with the true mask of one object as the user's label on a frame. Of an object that is not there only
 * that frame is marked as outside.
 */
export function withTrueMask(project: Project, id: TrackId, frame: FrameIndex, mask: Bitmask): Project {
  const label = labelOf(mask, 'mask');
  return withLabel(project, id, frame, label.outside ? { ...label, outsideTo: frame } : label);
}

/** The project with every track twice, so that twice as many objects are propagated. */
export function withTwins(project: Project): Project {
  const last = Math.max(...project.tracks.map(({ id }) => id));
  const twins = project.tracks.map((track) => ({ ...track, id: trackId(track.id + last) }));
  return { ...project, tracks: [...project.tracks, ...twins] };
}

function labelOf(mask: Bitmask, kind: LabelKind): Shape {
  const box = bitmaskBox(mask);
  if (!box) return userShape(imageBox(0, 0, 0, 0), true);
  const shape = userShape(box, false);
  return kind === 'box' ? shape : { ...shape, mask: encodeMask(mask), maskSource: 'user' };
}

function withLabel(project: Project, id: TrackId, frame: FrameIndex, shape: Shape): Project {
  const tracks = project.tracks.map((track) =>
    track.id === id ? { ...track, shapes: { ...track.shapes, [String(frame)]: shape } } : track,
  );
  const labelledFrames = [...new Set([...project.labelledFrames, frame])].sort((a, b) => a - b);
  return { ...project, tracks, labelledFrames };
}
