import type { Project, Track } from '../../schema/project.ts';
import { objectName } from '../object-name.ts';
import type { EditCommand } from './command.ts';

/** Objects that a step took away, wholly or from a frame on, and how many frames showed them there. */
export interface Gone {
  readonly objects: number;
  /** What it is called where it is one; empty where they are several. */
  readonly name: string;
  readonly frames: number;
}

/**
 * What a step of the history did, to be named to the user. Names are those of the moment: what they name may
 * be gone later.
 */
export interface EditStep {
  readonly type: EditCommand['type'] | 'run';
  /** The object or the class that it was done to, as it was called before; empty where it was done to neither. */
  readonly name: string;
  /** What that became or became a part of: a class, an object. */
  readonly into: string;
  /** The frame that it was done on; null where it was done on more than one. */
  readonly frame: number | null;
  /** Objects whose labels a run changed, or labels that were pasted. */
  readonly count: number;
  /** Frames on which a run changed labels. */
  readonly frames: number;
  readonly gone: Gone | null;
}

/** Names an edit. `after` is what the command made of `before`. */
export function stepOf(before: Project, after: Project, command: EditCommand): EditStep {
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

/** Names a run by the labels that are other ones behind it. */
export function runStep(before: Project, after: Project): EditStep {
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

/** Of objects that became a part of another one nothing is gone. */
function goneBy(before: Project, after: Project, command: EditCommand): Gone | null {
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

/** Frames of which the two say different things, be it that the object is lost there. */
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
