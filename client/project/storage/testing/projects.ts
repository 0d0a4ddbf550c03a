import { createProject } from '../../../../core/project/create-project.ts';
import { applyCommand } from '../../../../core/project/commands/apply-command.ts';
import { classId, frameIndex, imageBox } from '../../../../core/schema/brands.ts';
import type { Project, VideoMetadata } from '../../../../core/schema/project.ts';
import type { VideoIdentity } from '../stored-project.ts';

export const VIDEO: VideoMetadata = {
  name: 'dog.mp4',
  size: 1000,
  container: 'mp4',
  codec: 'avc',
  width: 320,
  height: 240,
  rotation: 0,
  duration: 40,
  frameCount: 1000,
  nominalFps: 25,
  variableFps: false,
  firstTimestamp: 0,
  lastTimestamp: 39.96,
};

export const IDENTITY: VideoIdentity = { name: 'dog.mp4', size: 1000, lastModified: 5, fingerprint: 'a'.repeat(64) };

/** A project of the video above with a class, and some fields changed. */
export function projectWith(change: Partial<Project> = {}): Project {
  const empty = createProject(VIDEO, { kind: 'every', n: 1 });
  const { project } = applyCommand(empty, { type: 'class.add', name: 'dog' });
  return { ...project, ...change };
}

/** The project with one more box, on a frame. */
export function withBox(project: Project, frame: number): Project {
  const drawn = { kind: 'box', box: imageBox(1, 2, 30, 40) } as const;
  return applyCommand(project, { type: 'track.add', classId: classId(1), frame: frameIndex(frame), drawn }).project;
}
