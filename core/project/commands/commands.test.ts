import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntheticVideo } from '../../export/testing/synthetic-frames.ts';
import { maskArea } from '../../geometry/mask-rle.ts';
import { classId, frameIndex, imageBox, imagePoint, trackId, type ImageBox } from '../../schema/brands.ts';
import { projectSchema, type Project, type Shape } from '../../schema/project.ts';
import { createProject } from '../create-project.ts';
import { applyCommand } from './apply-command.ts';
import type { DrawnShape, EditCommand } from './command.ts';

const frame = frameIndex;
const one = trackId(1);
const two = trackId(2);
const box = imageBox(1, 2, 20, 20);
const boxed = (shape: ImageBox = box): DrawnShape => ({ kind: 'box', box: shape });
const empty = createProject(syntheticVideo({ frameCount: 20 }), { kind: 'every', n: 4 });

const run = (project: Project, ...commands: EditCommand[]): Project =>
  commands.reduce((current, command) => applyCommand(current, command).project, project);
const start = run(empty, { type: 'class.add', name: 'dog' }, { type: 'class.add', name: 'cat' });
const dogAt = (at: number, drawn = boxed()): EditCommand => ({
  type: 'track.add',
  classId: classId(1),
  frame: frame(at),
  drawn,
});
const setAt = (at: number, drawn = boxed()): EditCommand => ({
  type: 'shape.set',
  trackId: one,
  frame: frame(at),
  drawn,
});
const refusal = (project: Project, command: EditCommand, code: string) =>
  expect(() => applyCommand(project, command)).toThrowError(expect.objectContaining({ code }));
/** The project as if a run had labelled every frame of the first track that the user did not. */
function propagated(project: Project): Project {
  const found: Shape = { box, source: 'propagated', confidence: 0.9, outside: false, occluded: false };
  const all = Object.fromEntries(Array.from({ length: 20 }, (_, rank) => [String(rank), found]));
  const tracks = project.tracks.map((track) =>
    track.id === one ? { ...track, shapes: { ...all, ...track.shapes } } : track,
  );
  return { ...project, tracks };
}
const shapeAt = (project: Project, at: number, id = one) =>
  project.tracks.find((track) => track.id === id)?.shapes[String(at)];

describe('classes', () => {
  it('are renamed with the rules of a new one, and recoloured', () => {
    const renamed = run(start, { type: 'class.rename', id: classId(1), name: ' wolf ' });
    expect(renamed.classes[0]).toMatchObject({ id: 1, name: 'wolf' });
    refusal(start, { type: 'class.rename', id: classId(1), name: 'CAT' }, 'class_name_invalid');
    expect(run(start, { type: 'class.rename', id: classId(1), name: 'Dog' }).classes[0]?.name).toBe('Dog');
    expect(run(start, { type: 'class.recolor', id: classId(2), color: '#123456' }).classes[1]?.color).toBe('#123456');
    refusal(start, { type: 'class.recolor', id: classId(2), color: 'red' }, 'project_invalid');
  });

  it('are merged with their objects, and removed with them', () => {
    const labelled = run(start, dogAt(0), dogAt(3));
    const merged = run(labelled, { type: 'class.merge', from: classId(1), into: classId(2) });
    expect(merged.classes.map(({ name }) => name)).toEqual(['cat']);
    expect(merged.tracks.map((track) => track.classId)).toEqual([2, 2]);
    expect(run(labelled, { type: 'class.remove', id: classId(1) })).toMatchObject({ tracks: [], labelledFrames: [] });
    refusal(start, { type: 'class.remove', id: classId(7) }, 'project_invalid');
  });
});

describe('shapes', () => {
  it('are boxes clipped to the frame, without the mask of an older one', () => {
    const project = run(start, dogAt(5), setAt(5, boxed(imageBox(-5, -5, 20, 20))));
    expect(shapeAt(project, 5)).toEqual({
      box: [0, 0, 15, 15],
      source: 'user',
      confidence: 1,
      outside: false,
      occluded: false,
    });
    expect(project.labelledFrames).toEqual([5]);
    refusal(project, setAt(5, boxed(imageBox(500, 0, 5, 5))), 'prompt_outside_frame');
    refusal(project, setAt(20), 'frame_out_of_range');
    refusal(start, setAt(0), 'project_invalid');
  });

  it('are polygons, kept and filled as a mask that the engine takes as it is', () => {
    const ring = [imagePoint(2, 2), imagePoint(12, 2), imagePoint(12, 8), imagePoint(2, 8)];
    const shape = shapeAt(run(start, dogAt(1, { kind: 'polygon', polygon: [ring] })), 1);
    expect(shape).toMatchObject({ box: [2, 2, 10, 6], maskSource: 'user', polygon: [ring] });
    expect(shape?.mask && maskArea(shape.mask)).toBe(60);
    const outside = ring.map(([x, y]) => imagePoint(x + 1000, y));
    refusal(start, dogAt(1, { kind: 'polygon', polygon: [outside] }), 'prompt_empty_box');
  });

  it("are masks of the frame's own size", () => {
    const { width, height } = start.video;
    const mask = { width, height, counts: [width + 3, 4, width * height - width - 7] };
    expect(shapeAt(run(start, dogAt(0, { kind: 'mask', mask })), 0)?.box).toEqual([3, 1, 4, 1]);
    refusal(start, dogAt(0, { kind: 'mask', mask: { width: 2, height: 1, counts: [0, 2] } }), 'project_invalid');
  });

  it('go with their last label, and become "not here" where they were propagated', () => {
    const project = propagated(run(start, dogAt(5)));
    const cleared = run(project, { type: 'shape.clear', trackId: one, frame: frame(7) });
    expect(shapeAt(cleared, 7)).toMatchObject({ outside: true, source: 'user' });
    expect(run(cleared, { type: 'shape.clear', trackId: one, frame: frame(5) }).tracks).toEqual([]);
  });

  it('carry marks that change no other frame', () => {
    const project = propagated(run(start, dogAt(5)));
    const { project: marked, corrections } = applyCommand(project, {
      type: 'shape.setVerified',
      trackId: one,
      frame: frame(8),
      verified: true,
    });
    expect(corrections).toEqual([]);
    expect(shapeAt(marked, 8)).toMatchObject({ verified: true, source: 'propagated' });
    const occluded = run(marked, { type: 'shape.setOccluded', trackId: one, frame: frame(8), occluded: true });
    expect(shapeAt(occluded, 8)).toMatchObject({ verified: true, occluded: true });
    expect(
      shapeAt(run(occluded, { type: 'shape.setVerified', trackId: one, frame: frame(8), verified: false }), 8),
    ).not.toHaveProperty('verified');
  });

  it('are pasted onto their own objects, or as new ones', () => {
    const project = run(start, dogAt(0));
    const { project: pasted, created } = applyCommand(project, {
      type: 'frame.paste',
      frame: frame(9),
      labels: [
        { trackId: one, classId: classId(1), drawn: boxed() },
        { trackId: trackId(40), classId: classId(2), drawn: boxed() },
      ],
    });
    expect(created).toBe(2);
    expect(shapeAt(pasted, 9)?.source).toBe('user');
    expect(shapeAt(pasted, 9, two)?.source).toBe('user');
    expect(pasted.labelledFrames).toEqual([0, 9]);
    expect(run(pasted, { type: 'frame.clear', frame: frame(9) })).toMatchObject({
      labelledFrames: [0],
      tracks: [{ id: 1 }],
    });
  });
});

describe('tracks', () => {
  const whole = propagated(run(start, dogAt(5)));

  it('are cut off on one side, and keep a label to start from', () => {
    const before = run(whole, { type: 'track.trim', trackId: one, frame: frame(3), side: 'after' });
    expect(Object.keys(before.tracks[0]?.shapes ?? {})).toEqual(['0', '1', '2']);
    expect(shapeAt(before, 0)?.source).toBe('user');
    const after = run(whole, { type: 'track.trim', trackId: one, frame: frame(3), side: 'before' });
    expect(Object.keys(after.tracks[0]?.shapes ?? {})[0]).toBe('3');
    expect(after.labelledFrames).toEqual([5]);
  });

  it('are split into two that can be merged again', () => {
    const { project: split, created } = applyCommand(whole, { type: 'track.split', trackId: one, frame: frame(10) });
    expect(created).toBe(2);
    expect(split.tracks.map(({ shapes }) => Object.keys(shapes).length)).toEqual([10, 10]);
    const merged = run(split, { type: 'track.merge', from: two, into: one });
    expect(merged.tracks.map(({ shapes }) => Object.keys(shapes).length)).toEqual([20]);
    refusal(run(start, dogAt(5)), { type: 'track.split', trackId: one, frame: frame(3) }, 'project_invalid');
  });

  it('move in a straight line between two labels, and follow when one of them moves', () => {
    const range = { from: frame(2), to: frame(6) };
    const labelled = propagated(run(start, dogAt(2), setAt(6, boxed(imageBox(9, 2, 20, 20)))));
    const straight = run(labelled, { type: 'track.interpolate', trackId: one, range });
    expect(shapeAt(straight, 4)).toMatchObject({ box: [5, 2, 20, 20], source: 'interpolated' });
    expect(shapeAt(straight, 7)?.source).toBe('propagated');
    const moved = run(straight, setAt(6, boxed(imageBox(17, 2, 20, 20))));
    expect(shapeAt(moved, 4)?.box).toEqual([9, 2, 20, 20]);
    const cut = run(straight, setAt(4, boxed(imageBox(1, 12, 20, 20))));
    expect(shapeAt(cut, 3)?.box).toEqual([1, 7, 20, 20]);
    expect(cut.tracks[0]?.interpolated).toEqual([
      { from: 2, to: 4 },
      { from: 4, to: 6 },
    ]);
    const gone = run(straight, { type: 'shape.clear', trackId: one, frame: frame(6) });
    expect(gone.tracks[0]).not.toHaveProperty('interpolated');
    expect(shapeAt(gone, 4)).toBeUndefined();
    refusal(
      labelled,
      { type: 'track.interpolate', trackId: one, range: { from: frame(2), to: frame(9) } },
      'project_invalid',
    );
    const again = applyCommand(straight, { type: 'track.propagate', trackId: one, range });
    expect(shapeAt(again.project, 4)).toBeUndefined();
    expect(again.corrections).toEqual([{ trackId: 1, frame: 2 }]);
  });

  it('take a found label as their own, and let it be dragged', () => {
    const { project, corrections } = applyCommand(whole, { type: 'keyframe.add', trackId: one, frame: frame(9) });
    expect(shapeAt(project, 9)).toMatchObject({ source: 'user', confidence: 1 });
    expect(corrections).toEqual([{ trackId: 1, frame: 9 }]);
    const moved = run(project, { type: 'keyframe.move', trackId: one, frame: frame(9), to: frame(11) });
    expect(moved.labelledFrames).toEqual([5, 11]);
    const known = propagated(run(start, dogAt(5, boxed(box))));
    const [dog] = known.tracks;
    if (!dog) throw new Error('nothing was drawn');
    const filled: Shape = { ...(dog.shapes['5'] as Shape), fill: 0.5 };
    const measured = { ...known, tracks: [{ ...dog, shapes: { ...dog.shapes, 5: filled } }] };
    // What the model finds in the box on another frame is not known.
    const elsewhere = run(measured, { type: 'keyframe.move', trackId: one, frame: frame(5), to: frame(11) });
    expect(shapeAt(elsewhere, 11)).not.toHaveProperty('fill');
    refusal(whole, { type: 'keyframe.move', trackId: one, frame: frame(9), to: frame(11) }, 'project_invalid');
  });
});

describe('the choice to keep the margins of an object', () => {
  const keep = (keepMargins: boolean): EditCommand => ({ type: 'track.setKeepMargins', trackId: one, keepMargins });
  const correctedFrames = (project: Project) =>
    applyCommand(project, keep(true)).corrections.map((correction) => correction.frame);

  it('is off at first, is part of the object, and goes without a trace when it is taken back', () => {
    const drawn = run(start, dogAt(5));
    expect(drawn.tracks[0]).not.toHaveProperty('keepMargins');
    const kept = run(drawn, keep(true));
    expect(kept.tracks[0]?.keepMargins).toBe(true);
    expect(applyCommand(kept, keep(true))).toEqual({ project: kept, corrections: [] });
    expect(run(kept, keep(false))).toEqual(drawn);
    refusal(start, keep(true), 'project_invalid');
  });

  it('stays with both parts of an object that is split, and with the one that another is merged into', () => {
    const split = run(propagated(run(start, dogAt(5))), keep(true), {
      type: 'track.split',
      trackId: one,
      frame: frame(10),
    });
    expect(split.tracks.map(({ keepMargins }) => keepMargins)).toEqual([true, true]);
    const merged = run(split, { type: 'track.merge', from: two, into: one });
    expect(merged.tracks.map(({ keepMargins }) => keepMargins)).toEqual([true]);
  });

  it('corrects what is propagated beyond the outer labels, and nothing between two', () => {
    expect(correctedFrames(run(start, dogAt(5)))).toEqual([5]);
    expect(correctedFrames(run(start, dogAt(5), setAt(9), setAt(12), setAt(15)))).toEqual([5, 15]);
    const gone: EditCommand = { type: 'shape.setOutside', trackId: one, frame: frame(14) };
    expect(correctedFrames(run(start, dogAt(5), setAt(9), setAt(12), setAt(16), setAt(18), gone))).toEqual([
      5, 12, 16, 18,
    ]);
  });
});

describe('any edits one after another', () => {
  const ids = fc.integer({ min: 1, max: 4 });
  const ranks = fc.nat(19).map(frame);
  const onFrame = <T extends string>(type: T) =>
    fc.record({ type: fc.constant(type), trackId: ids.map(trackId), frame: ranks });
  const drawn = fc
    .tuple(fc.integer({ min: -20, max: 90 }), fc.integer({ min: -20, max: 70 }), fc.integer({ min: 1, max: 40 }))
    .map(([x, y, side]) => boxed(imageBox(x, y, side, side)));
  const range = fc.tuple(ranks, ranks).map(([a, b]) => ({ from: frame(Math.min(a, b)), to: frame(Math.max(a, b)) }));
  const commands: fc.Arbitrary<EditCommand> = fc.oneof(
    fc.record({ type: fc.constant('track.add' as const), classId: ids.map(classId), frame: ranks, drawn }),
    fc.record({ type: fc.constant('shape.set' as const), trackId: ids.map(trackId), frame: ranks, drawn }),
    onFrame('shape.clear' as const),
    onFrame('shape.setOutside' as const),
    onFrame('shape.endOutside' as const),
    onFrame('keyframe.add' as const),
    onFrame('track.split' as const),
    fc.record({
      type: fc.constant('track.trim' as const),
      trackId: ids.map(trackId),
      frame: ranks,
      side: fc.constantFrom('before' as const, 'after' as const),
    }),
    fc.record({ type: fc.constant('keyframe.move' as const), trackId: ids.map(trackId), frame: ranks, to: ranks }),
    fc.record({ type: fc.constant('track.merge' as const), from: ids.map(trackId), into: ids.map(trackId) }),
    fc.record({ type: fc.constant('track.interpolate' as const), trackId: ids.map(trackId), range }),
    fc.record({ type: fc.constant('track.propagate' as const), trackId: ids.map(trackId), range }),
    fc.record({
      type: fc.constant('track.setKeepMargins' as const),
      trackId: ids.map(trackId),
      keepMargins: fc.boolean(),
    }),
    fc.record({ type: fc.constant('frame.clear' as const), frame: ranks }),
    fc.record({ type: fc.constant('class.remove' as const), id: ids.map(classId) }),
  );

  it('give a valid project, refuse with a typed error, and never change the project before', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 25 }), (list) => {
        let project = run(start, dogAt(2), dogAt(7), setAt(12));
        for (const command of list) {
          const before = JSON.stringify(project);
          try {
            const edited = applyCommand(project, command);
            expect(JSON.stringify(project)).toBe(before);
            project = edited.project;
          } catch (error) {
            expect(error).toMatchObject({ name: 'ForgeError' });
          }
          expect(projectSchema.safeParse(project).error?.issues).toBeUndefined();
          for (const track of project.tracks)
            expect(Object.values(track.shapes).some(({ source, outside }) => source === 'user' && !outside)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });
});
