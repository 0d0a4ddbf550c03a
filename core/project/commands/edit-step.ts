import type { Project, Track } from '../../schema/project.ts';
import { objectName } from '../object-name.ts';
import type { EditCommand } from './command.ts';

/** Objects that a step removed, wholly or from a frame on, and how many frames showed them there. */
interface RemovedObjects {
  readonly objects: number;
  /** The object's name where it is one; empty where they are several. */
  readonly name: string;
  readonly frames: number;
}

/**
 * The description of a step of the history for the user. Names are those at the time of the step: the objects
 * may be deleted later.
 */
export interface EditStep {
  readonly type: EditCommand['type'] | 'run';
  /** The object or the class that was edited, by its name before; empty where neither was. */
  readonly name: string;
  /** The class or object that it became or was merged into. */
  readonly into: string;
  /** The edited frame; null where there were several. */
  readonly frame: number | null;
  /** Objects whose labels a run changed, or labels that were pasted. */
  readonly count: number;
  /** Frames on which a run changed labels. */
  readonly frames: number;
  readonly gone: RemovedObjects | null;
}

/** Names an edit. `after` is the result of the command on `before`. */
export function describeEdit(before: Project, after: Project, command: EditCommand): EditStep {
  return {
    type: command.type,
    name: subjectOf(before, after, command),
    into: targetOf(before, command),
    frame: 'frame' in command ? command.frame : null,
    count: 'labels' in command ? command.labels.length : 0,
    frames: 0,
    gone: goneBy(before, after, command),
  };
}

/** Names a run by the labels that differ after it. */
export function describeRun(before: Project, after: Project): EditStep {
  const old = new Map(before.tracks.map((track) => [track.id, track]));
  const frames = new Set<number>();
  let objects = 0;
  for (const track of after.tracks) {
    const changed = changedFrames(old.get(track.id), track);
    if (changed.length > 0) objects += 1;
    for (const frame of changed) frames.add(frame);
  }
  return { type: 'run', name: '', into: '', frame: null, count: objects, frames: frames.size, gone: null };
}

function subjectOf(before: Project, after: Project, command: EditCommand): string {
  if (command.type === 'class.add') return after.classes.at(-1)?.name ?? '';
  if (command.type === 'class.merge') return className(before, command.from);
  if ('id' in command) return className(before, command.id);
  if (command.type === 'track.merge') return trackName(before, command.from);
  if (command.type === 'track.add') return trackName(after, after.tracks.at(-1)?.id);
  return 'trackId' in command ? trackName(before, command.trackId) : '';
}

function targetOf(before: Project, command: EditCommand): string {
  if (command.type === 'class.rename') return command.name.trim();
  if (command.type === 'class.merge') return className(before, command.into);
  if (command.type === 'track.merge') return trackName(before, command.into);
  return command.type === 'track.setClass' ? className(before, command.classId) : '';
}

/** Objects that were merged into another one are not gone. */
function goneBy(before: Project, after: Project, command: EditCommand): RemovedObjects | null {
  if (command.type === 'track.merge') return null;
  const left = new Map(after.tracks.map((track) => [track.id, track]));
  const cut = command.type === 'track.trim' ? command.trackId : null;
  const tracks = before.tracks.filter(({ id }) => !left.has(id) || id === cut);
  const frames = new Set(
    tracks.flatMap((track) => shownFrames(track).filter((key) => !left.get(track.id)?.shapes[key])),
  );
  const [first] = tracks;
  if (!first || frames.size === 0) return null;
  return {
    objects: tracks.length,
    name: tracks.length === 1 ? objectName(before, first) : '',
    frames: frames.size,
  };
}

const shownFrames = ({ shapes }: Track) => Object.keys(shapes).filter((key) => !shapes[key]?.outside);

/** Frames that differ between the two, including whether the object is lost there. */
function changedFrames(before: Track | undefined, after: Track): number[] {
  if (before === after) return [];
  const [was, is] = [before, after].map((track) => new Set<number>(track?.lost));
  const known = [before, after].flatMap((track) =>
    track ? [...Object.keys(track.shapes).map(Number), ...track.lost] : [],
  );
  return [...new Set(known)].filter((rank) => {
    const key = String(rank);
    return before?.shapes[key] !== after.shapes[key] || was?.has(rank) !== is?.has(rank);
  });
}

const className = ({ classes }: Project, id: number): string => classes.find((each) => each.id === id)?.name ?? '';

function trackName(project: Project, id: number | undefined): string {
  const track = project.tracks.find((each) => each.id === id);
  return track ? objectName(project, track) : '';
}
