import { ForgeError } from '../../errors.ts';
import { validateClassName } from '../../export/safe-names.ts';
import type { ClassId } from '../../schema/brands.ts';
import type { LabelClass, Project } from '../../schema/project.ts';
import { createClass } from '../create-project.ts';
import type { EditCommand } from './command.ts';
import { withTracks } from './edit-track.ts';

type Command<T extends EditCommand['type']> = Extract<EditCommand, { type: T }>;

export function addClass(project: Project, { name }: Command<'class.add'>): Project {
  return { ...project, classes: [...project.classes, createClass(name, project.classes)] };
}

export function renameClass(project: Project, { id, name }: Command<'class.rename'>): Project {
  const others = project.classes.filter((each) => each.id !== id).map((each) => each.name);
  const verdict = validateClassName(name, others);
  if (!verdict.ok) throw verdict.refusal;
  return withClass(project, { ...classOf(project, id), name: verdict.name });
}

/** @param color "#rrggbb", lower case */
export function recolorClass(project: Project, { id, color }: Command<'class.recolor'>): Project {
  if (!/^#[0-9a-f]{6}$/.test(color)) throw new ForgeError('project_invalid.color');
  return withClass(project, { ...classOf(project, id), color });
}

/** The objects of one class move to the other, and the class is removed. */
export function mergeClasses(project: Project, { from, into }: Command<'class.merge'>): Project {
  classOf(project, from);
  classOf(project, into);
  if (from === into) return project;
  return {
    ...project,
    classes: project.classes.filter(({ id }) => id !== from),
    tracks: project.tracks.map((track) => (track.classId === from ? { ...track, classId: into } : track)),
  };
}

/** Removes the class with all its objects. */
export function removeClass(project: Project, { id }: Command<'class.remove'>): Project {
  classOf(project, id);
  const classes = project.classes.filter((each) => each.id !== id);
  return withTracks(
    { ...project, classes },
    project.tracks.filter((track) => track.classId !== id),
  );
}

/** Throws `project_invalid` for a class that does not exist. */
export function classOf(project: Project, id: ClassId): LabelClass {
  const found = project.classes.find((each) => each.id === id);
  if (!found) throw new ForgeError('project_invalid.no_class', { number: id });
  return found;
}

function withClass(project: Project, changed: LabelClass): Project {
  return { ...project, classes: project.classes.map((each) => (each.id === changed.id ? changed : each)) };
}
