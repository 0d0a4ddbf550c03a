import type { Project, Track } from '../schema/project.ts';

/** The displayed name of an object: its class and its number. */
export function objectName({ classes }: Pick<Project, 'classes'>, track: Pick<Track, 'id' | 'classId'>): string {
  return `${classes.find(({ id }) => id === track.classId)?.name ?? ''} ${track.id}`.trim();
}
