import type { Project, Track } from '../../../core/schema/project.ts';

/** What an object is called on the page: its class and its number. */
export function objectName({ classes }: Pick<Project, 'classes'>, track: Pick<Track, 'id' | 'classId'>): string {
  return `${classes.find(({ id }) => id === track.classId)?.name ?? ''} ${track.id}`.trim();
}

/** The colour of an object's class, as CSS. */
export function objectColor({ classes }: Pick<Project, 'classes'>, track: Pick<Track, 'classId'>): string {
  return classes.find(({ id }) => id === track.classId)?.color ?? 'currentColor';
}
