import type { Project, Track } from '../../../core/schema/project.ts';

/**
 * Frames whose shapes are stored together: an edit rewrites one block, not all masks of the video, and
 * copying one takes milliseconds.
 */
const BLOCK_FRAMES = 64;

/** The shapes of one track on a range of frames, by frame index. */
export interface ShapeBlock {
  readonly track: number;
  readonly block: number;
  readonly shapes: Readonly<Record<string, unknown>>;
}

/** Blocks to write and to remove so that the stored ones hold another state of the project. */
interface BlockChanges {
  readonly put: readonly ShapeBlock[];
  readonly remove: readonly { readonly track: number; readonly block: number }[];
}

/** The document without its shapes: everything that is small. */
export function skeletonOf(project: Project): Project {
  return { ...project, tracks: project.tracks.map((track) => ({ ...track, shapes: {} })) };
}

/**
 * The blocks in which two states of a project differ. Shapes are compared by identity, as edits and runs
 * share unchanged ones; without an earlier state every block is written.
 */
export function blocksBetween(before: Project | null, after: Project): BlockChanges {
  const put: ShapeBlock[] = [];
  const remove: { track: number; block: number }[] = [];
  const old = new Map(before?.tracks.map((track) => [track.id, track]));
  const ids = new Set(after.tracks.map((track) => track.id));
  for (const track of after.tracks) {
    const was = old.get(track.id);
    if (was === track) continue;
    for (const block of changedBlocks(was?.shapes ?? {}, track.shapes)) {
      const shapes = shapesIn(track.shapes, block);
      if (Object.keys(shapes).length > 0) put.push({ track: track.id, block, shapes });
      else remove.push({ track: track.id, block });
    }
  }
  for (const track of before?.tracks ?? []) {
    if (ids.has(track.id)) continue;
    for (const block of changedBlocks(track.shapes, {})) remove.push({ track: track.id, block });
  }
  return { put, remove };
}

/**
 * Rebuilds the whole document from its stored parts, not validated, so that an unreadable one can still be
 * exported as it is.
 */
export function joinProject(skeleton: unknown, blocks: readonly ShapeBlock[]): unknown {
  if (!isRecord(skeleton) || !Array.isArray(skeleton['tracks'])) return skeleton;
  const byTrack = new Map<unknown, Record<string, unknown>>();
  for (const { track, shapes } of blocks) byTrack.set(track, { ...byTrack.get(track), ...shapes });
  const tracks = skeleton['tracks'].map((track: unknown) =>
    isRecord(track) ? { ...track, shapes: byTrack.get(track['id']) ?? {} } : track,
  );
  return { ...skeleton, tracks };
}

const blockOf = (frame: string) => Math.floor(Number(frame) / BLOCK_FRAMES);

function changedBlocks(before: Track['shapes'], after: Track['shapes']): ReadonlySet<number> {
  const changed = new Set<number>();
  for (const [frame, shape] of Object.entries(after)) if (before[frame] !== shape) changed.add(blockOf(frame));
  for (const frame of Object.keys(before)) if (after[frame] === undefined) changed.add(blockOf(frame));
  return changed;
}

function shapesIn(shapes: Track['shapes'], block: number): Track['shapes'] {
  const found: Record<string, Track['shapes'][string]> = {};
  for (let frame = block * BLOCK_FRAMES; frame < (block + 1) * BLOCK_FRAMES; frame += 1) {
    const shape = shapes[frame];
    if (shape) found[frame] = shape;
  }
  return found;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
