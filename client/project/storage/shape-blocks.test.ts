import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classId, imageBox, trackId } from '../../../core/schema/brands.ts';
import type { Shape, Track } from '../../../core/schema/project.ts';
import { projectWith } from './testing/projects.ts';
import { blocksBetween, joinProject, skeletonOf, type ShapeBlock } from './shape-blocks.ts';

const shapes: readonly Shape[] = [0, 1, 2].map((x) => ({
  box: imageBox(x, 0, 5, 5),
  source: 'user',
  confidence: 1,
  outside: false,
  occluded: false,
}));

/** Tracks over a thousand frames, of three shapes that are shared by identity as edits share them. */
const tracks: fc.Arbitrary<readonly Track[]> = fc
  .dictionary(
    fc.integer({ min: 1, max: 4 }).map(String),
    fc.dictionary(fc.integer({ min: 0, max: 999 }).map(String), fc.constantFrom(...shapes), { noNullPrototype: true }),
    { noNullPrototype: true },
  )
  .map((byId) =>
    Object.entries(byId).map(([id, found]) => ({
      id: trackId(Number(id)),
      classId: classId(1),
      shapes: found,
      lost: [],
    })),
  );

/** Applies changes to blocks as the database does. */
function apply(stored: Map<string, ShapeBlock>, changes: ReturnType<typeof blocksBetween>): void {
  for (const { track, block } of changes.remove) stored.delete(`${track}/${block}`);
  for (const block of changes.put) stored.set(`${block.track}/${block.block}`, block);
}

describe('blocks of shapes', () => {
  it('give the project back after any change, written as differences', () => {
    fc.assert(
      fc.property(fc.array(tracks, { minLength: 1, maxLength: 4 }), (states) => {
        const stored = new Map<string, ShapeBlock>();
        let before = null;
        for (const state of states) {
          const project = projectWith({ tracks: [...state] });
          apply(stored, blocksBetween(before, project));
          expect(joinProject(skeletonOf(project), [...stored.values()])).toEqual(project);
          before = project;
        }
      }),
    );
  });

  it('write only the block that an edit touched', () => {
    const far = Object.fromEntries([0, 10, 300, 900].map((frame) => [frame, shapes[0]])) as Track['shapes'];
    const track: Track = { id: trackId(1), classId: classId(1), shapes: far, lost: [] };
    const before = projectWith({ tracks: [track] });
    const edited = { ...far, 10: shapes[1] } as Track['shapes'];
    const { put, remove } = blocksBetween(before, projectWith({ tracks: [{ ...track, shapes: edited }] }));
    expect(put).toEqual([{ track: 1, block: 0, shapes: { 0: shapes[0], 10: shapes[1] } }]);
    expect(remove).toEqual([]);
  });

  it('leave a document alone that has no tracks to join', () => {
    expect(joinProject({ version: 9, tracks: 'elsewhere' }, [])).toEqual({ version: 9, tracks: 'elsewhere' });
  });
});
