import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntheticVideo } from '../export/testing/synthetic-frames.ts';
import { parseProject } from '../schema/project.ts';
import type { PromptsFile } from '../schema/prompts.ts';
import { CLASS_COLORS, nextClassColor } from './class-colors.ts';
import { parsePrompts, promptsToProject } from './prompts-to-project.ts';

const video = syntheticVideo({ frameCount: 10 });
const good = { frame: 0, class: 'dog', object: 1, box: [1, 2, 10, 10] as [number, number, number, number] };
const file = (...prompts: PromptsFile['prompts']): PromptsFile => ({ classes: ['dog', 'cat'], prompts });
const project = (prompts: PromptsFile) => promptsToProject(prompts, video, { kind: 'every', n: 1 });

describe('prompts become a project', () => {
  it('with object numbers as track ids and labelled frames in order', () => {
    const made = project(file({ ...good, frame: 7, object: 4, class: 'cat' }, { ...good, frame: 3 }, good));
    expect(made.tracks.map(({ id, classId, shapes }) => [id, classId, Object.keys(shapes)])).toEqual([
      [1, 1, ['0', '3']],
      [4, 2, ['7']],
    ]);
    expect(made.labelledFrames).toEqual([0, 3, 7]);
    expect(made.name).toBe('clip.mp4');
    expect(parseProject(JSON.parse(JSON.stringify(made)))).toEqual(made);
  });

  it('with a box that reaches over the edge clipped to the frame', () => {
    expect(project(file({ ...good, box: [-5, 40, 20, 20] })).tracks[0]?.shapes['0']?.box).toEqual([0, 40, 15, 8]);
  });

  it('with the margins of an object kept where any of its prompts says so', () => {
    const keeping = { ...good, frame: 3, keepMargins: true };
    const made = project(file(good, keeping, { ...good, frame: 5, keepMargins: false }, { ...good, object: 2 }));
    expect(made.tracks.map(({ keepMargins }) => keepMargins)).toEqual([true, undefined]);
    expect(parseProject(JSON.parse(JSON.stringify(made)))).toEqual(made);
    expect(() => parsePrompts({ classes: ['dog'], prompts: [{ ...good, keepMargins: 'yes' }] })).toThrow(
      expect.objectContaining({ code: 'prompts_invalid' }) as Error,
    );
  });

  it('with class names normalised on both sides', () => {
    const made = project({ classes: [' caf\u0065\u0301 '], prompts: [{ ...good, class: 'caf\u00e9' }] });
    expect(made.classes[0]?.name).toBe('caf\u00e9');
  });

  it.each([
    [
      'a frame behind the end',
      [{ ...good, frame: 10 }],
      'prompt_unknown_frame',
      'Prompt 1 is on frame 10, but the video has frames 0 to 9.',
    ],
    [
      'a negative frame',
      [good, { ...good, frame: -1 }],
      'prompt_unknown_frame',
      'Prompt 2 is on frame -1, but the video has frames 0 to 9.',
    ],
    [
      'an unknown class',
      [{ ...good, class: 'Dog' }],
      'prompt_unknown_class',
      'Prompt 1 has the class "Dog", but the classes are "dog", "cat".',
    ],
    [
      'no width',
      [{ ...good, box: [1, 1, 0, 5] }],
      'prompt_empty_box',
      'Prompt 1 has a box without area: [1, 1, 0, 5].',
    ],
    [
      'a negative height',
      [{ ...good, box: [1, 1, 5, -5] }],
      'prompt_empty_box',
      'Prompt 1 has a box without area: [1, 1, 5, -5].',
    ],
    [
      'a sliver in the frame',
      [{ ...good, box: [63.5, 1, 5, 5] }],
      'prompt_empty_box',
      'Prompt 1 has a box with less than a pixel in the frame: [63.5, 1, 5, 5].',
    ],
    [
      'a box right of the frame',
      [{ ...good, box: [64, 1, 5, 5] }],
      'prompt_outside_frame',
      'Prompt 1 has a box outside the frame of 64 × 48: [64, 1, 5, 5].',
    ],
    [
      'a box above the frame',
      [{ ...good, box: [1, -9, 5, 5] }],
      'prompt_outside_frame',
      'Prompt 1 has a box outside the frame of 64 × 48: [1, -9, 5, 5].',
    ],
    [
      'one object, two classes',
      [good, { ...good, frame: 1, class: 'cat' }],
      'prompt_conflict',
      'Prompt 2 gives object 1 another class than an earlier prompt.',
    ],
    ['two boxes on one frame', [good, good], 'prompt_conflict', 'Prompt 2 is a second box for object 1 on frame 0.'],
  ])('or are refused: %s', (_, prompts, code, message) => {
    expect(() => project(file(...(prompts as PromptsFile['prompts'])))).toThrowError(
      expect.objectContaining({ code, message }),
    );
  });

  it('or are refused for a class name that breaks formats', () => {
    for (const classes of [['a/b'], ['dog', 'DOG'], ['']]) {
      expect(() => project({ classes, prompts: [good] })).toThrowError(
        expect.objectContaining({ code: 'class_name_invalid' }),
      );
    }
  });

  it('and never give a shape outside the frame', () => {
    const side = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(side, side, side, side), (box) => {
        let made;
        try {
          made = project(file({ ...good, box }));
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^prompt_(outside_frame|empty_box)$/) as unknown });
          return;
        }
        const [x = -1, y = -1, width = 0, height = 0] = made.tracks[0]?.shapes['0']?.box ?? [];
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(1);
        expect(x + width).toBeLessThanOrEqual(64 + 1e-9);
        expect(y + height).toBeLessThanOrEqual(48 + 1e-9);
      }),
    );
  });
});

describe('a prompts file', () => {
  it.each([
    [null, 'The prompts file is not right: '],
    [{ classes: ['dog'] }, 'The prompts file is not right (prompts): '],
    [{ classes: ['dog'], prompts: [] }, 'The prompts file is not right (prompts): '],
    [
      { classes: ['dog'], prompts: [good, { ...good, box: [1, 2, 3] }] },
      'The prompts file is not right (prompt 2, "box"): ',
    ],
    [{ classes: ['dog'], prompts: [{ ...good, frame: 0.5 }] }, 'The prompts file is not right (prompt 1, "frame"): '],
    [
      { classes: ['dog'], prompts: [{ ...good, box: [1, 2, null, 4] }] },
      'The prompts file is not right (prompt 1, "box"): ',
    ],
  ])('that is not one is refused with the place: %j', (json, beginning) => {
    expect(() => parsePrompts(json)).toThrowError(
      expect.objectContaining({ code: 'prompts_invalid', message: expect.stringContaining(beginning) as unknown }),
    );
  });
});

describe('class colours', () => {
  it('are distinct and repeat as late as possible', () => {
    expect(new Set(CLASS_COLORS).size).toBe(CLASS_COLORS.length);
    const used: string[] = [];
    for (let count = 0; count < CLASS_COLORS.length; count += 1) used.push(nextClassColor(used));
    expect(used).toEqual(CLASS_COLORS);
    expect(nextClassColor(used)).toBe(CLASS_COLORS[0]);
    expect(nextClassColor(CLASS_COLORS.filter((color) => color !== '#009e73'))).toBe('#009e73');
    for (const color of CLASS_COLORS) expect(color).toMatch(/^#[0-9a-f]{6}$/);
  });
});
