import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxIou } from '../geometry/box.ts';
import { syntheticProject } from '../export/testing/synthetic-project.ts';
import { userShape } from '../project/user-labels.ts';
import { classId, imageBox, trackId, type ImageBox } from '../schema/brands.ts';
import type { Project, Track } from '../schema/project.ts';
import { checkLabels, DOUBLE_IOU, hasLabelErrors, MIN_SIDE } from './check-labels.ts';

const { video } = syntheticProject();
const [DOG, CAT] = [7, 3] as const;

interface Drawn {
  readonly box: ImageBox;
  readonly frame?: number;
  readonly ofClass?: number;
  readonly outside?: boolean;
}

/**
 * Both classes, one object per box. Unless `lonely` is set, a distant cat keeps its class from being empty.
 */
function projectOf(boxes: readonly Drawn[], { lonely = false } = {}): Project {
  const far: Drawn = { box: imageBox(40, 30, 8, 8), frame: 9, ofClass: CAT };
  const tracks = [...boxes, ...(lonely ? [] : [far])].map(({ box, frame = 0, ofClass = DOG, outside = false }, at) => ({
    id: trackId(at + 1),
    classId: classId(ofClass),
    shapes: { [String(frame)]: userShape(box, outside) },
    lost: [],
  })) satisfies Track[];
  return syntheticProject({}, { tracks });
}

const kinds = (project: Project) => checkLabels(project).map(({ kind }) => kind);
const good = imageBox(5, 5, 12, 10);

describe('labels before a dataset is made of them', () => {
  it('are fine where each class has boxes inside the frame', () => {
    expect(checkLabels(projectOf([{ box: good }]))).toEqual([]);
  });

  it('have to be there', () => {
    expect(checkLabels(projectOf([], { lonely: true }))).toEqual([{ severity: 'error', kind: 'nothing-labelled' }]);
    const gone = projectOf([{ box: imageBox(0, 0, 0, 0), outside: true }], { lonely: true });
    expect(kinds(gone)).toEqual(['nothing-labelled']);
  });

  it('have to be there for each class', () => {
    const problems = checkLabels(projectOf([{ box: good }], { lonely: true }));
    expect(problems).toEqual([{ severity: 'error', kind: 'empty-class', classId: CAT }]);
  });

  it('may not be propagated ones alone', () => {
    const project = projectOf([{ box: good }]);
    const tracks = project.tracks.map((track) => ({
      ...track,
      shapes: Object.fromEntries(
        Object.entries(track.shapes).map(([key, shape]) => [key, { ...shape, source: 'propagated' as const }]),
      ),
    }));
    expect(kinds({ ...project, tracks })).toEqual(['nothing-labelled']);
  });

  it('name their frame and object', () => {
    const problems = checkLabels(projectOf([{ box: imageBox(-30, 0, 20, 20), frame: 4 }]));
    expect(problems).toEqual([{ severity: 'error', kind: 'outside-frame', frame: 4, trackId: 1 }]);
    expect(hasLabelErrors(problems)).toBe(true);
  });

  it('may stand over the edge or be small, with a warning', () => {
    const problems = checkLabels(
      projectOf([{ box: imageBox(-3, 0, 20, 20) }, { box: imageBox(20, 20, MIN_SIDE - 1, 20) }]),
    );
    expect(problems.map(({ kind }) => kind)).toEqual(['over-edge', 'tiny-box']);
    expect(hasLabelErrors(problems)).toBe(false);
  });

  it('are doubles only on one frame and in one class', () => {
    expect(kinds(projectOf([{ box: good }, { box: good }]))).toEqual(['double-box']);
    expect(kinds(projectOf([{ box: good }, { box: good, ofClass: CAT }]))).toEqual([]);
    expect(kinds(projectOf([{ box: good }, { box: good, frame: 1 }]))).toEqual([]);
  });
});

describe('whatever is drawn', () => {
  const side = fc.integer({ min: 1, max: 60 });
  const place = fc.integer({ min: -80, max: 120 });
  const boxes = fc.array(
    fc.tuple(place, place, side, side).map(([x, y, w, h]) => imageBox(x, y, w, h)),
    { minLength: 1, maxLength: 6 },
  );

  it('a box is refused exactly where no pixel of it lies in the frame', () => {
    fc.assert(
      fc.property(boxes, (drawn) => {
        const refused = checkLabels(projectOf(drawn.map((box) => ({ box })))).flatMap((problem) =>
          problem.kind === 'outside-frame' ? [problem.trackId - 1] : [],
        );
        const outside = drawn.flatMap(([x, y, w, h], at) =>
          x + w < 1 || y + h < 1 || x > video.width - 1 || y > video.height - 1 ? [at] : [],
        );
        expect(refused).toEqual(outside);
      }),
    );
  });

  it('doubles are the pairs that overlap, in any order of drawing', () => {
    fc.assert(
      fc.property(boxes, fc.boolean(), (drawn, twice) => {
        const all = twice ? [...drawn, ...drawn] : drawn;
        const count = (list: readonly ImageBox[]) =>
          checkLabels(projectOf(list.map((box) => ({ box })))).filter(({ kind }) => kind === 'double-box').length;
        const pairs = all.flatMap((a, i) => all.slice(i + 1).filter((b) => boxIou(a, b) >= DOUBLE_IOU));
        expect(count(all)).toBe(pairs.length);
        expect(count([...all].reverse())).toBe(pairs.length);
      }),
    );
  });
});
