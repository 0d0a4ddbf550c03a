import type { Project, Track } from '../../../core/schema/project.ts';

/** The colour of an object's class, as CSS. */
export function objectColor({ classes }: Pick<Project, 'classes'>, track: Pick<Track, 'classId'>): string {
  return classes.find(({ id }) => id === track.classId)?.color ?? 'currentColor';
}
