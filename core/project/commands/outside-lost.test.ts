import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planTracks } from '../../engine/plan.ts';
import { syntheticVideo } from '../../export/testing/synthetic-frames.ts';
import { doubtsOf } from '../../review/doubts.ts';
import { label, trackOfLabels } from '../../review/testing/tracks.ts';
import { frameIndex, imageBox, trackId, type FrameIndex } from '../../schema/brands.ts';
import { parseProject, type Project, type Shape, type Track } from '../../schema/project.ts';
import { createClass, createProject } from '../create-project.ts';
import { mergeResult } from '../merge-result.ts';
import { missingToRequest, projectToRequest } from '../propagation-request.ts';
import { applyCommand } from './apply-command.ts';
import type { EditResult, EditCommand } from './command.ts';

const FRAMES = 20;
const one = trackId(1);
const times = Array.from({ length: FRAMES }, (_, rank) => rank / 10);

/**
 * A project of one object, one character per frame: `U` drawn by the user, `p` found, `v` found and verified,
 * `o` the user's outside mark, `-` lost, `.` unknown.
 */
function projectOf(pattern: string): Project {
  const shapes: Record<string, Shape | null | undefined> = {
    U: label({ source: 'user', confidence: 1 }),
    p: label(),
    v: label({ verified: true }),
    o: label({ source: 'user', confidence: 1, outside: true, box: imageBox(0, 0, 0, 0) }),
    '-': null,
  };
  const track = trackOfLabels([...pattern].map((each) => shapes[each]));
  const empty = createProject(syntheticVideo({ frameCount: FRAMES }), { kind: 'every', n: 1 });
  const labelledFrames = [...pattern].flatMap((each, rank) => (each === 'U' || each === 'o' ? [frameIndex(rank)] : []));
  return { ...empty, classes: [createClass('dog', [])], tracks: [track], labelledFrames };
}

const only = ({ tracks }: Project): Track => {
  const [track] = tracks;
  if (!track) throw new Error('the object is gone');
  return track;
};
const patternOf = (project: Project) => {
  const { shapes, lost } = only(project);
  return times
    .map((_, rank) => {
      const shape = shapes[String(rank)];
      if (shape) return shape.outside ? 'o' : shape.verified ? 'v' : shape.source === 'user' ? 'U' : 'p';
      return lost.some((each) => each === rank) ? '-' : '.';
    })
    .join('')
    .replace(/\.+$/, '');
};
const outsideOn = (at: number): EditCommand => ({ type: 'shape.setOutside', trackId: one, frame: frameIndex(at) });
const outsideAt = (project: Project, at: number): EditResult => applyCommand(project, outsideOn(at));
/** The work of a run on each frame: `x` none, `c` the object is searched for, `L` the user's label. */
function askedOf(request: ReturnType<typeof projectToRequest>): string {
  const tasks = planTracks(request)[0]?.tasks;
  const letters = { outside: 'x', label: 'L', carry: 'c', blend: 'c' } as const;
  return times
    .map((_, rank) => {
      const task = tasks?.get(frameIndex(rank));
      return task ? letters[task.kind] : '.';
    })
    .join('');
}

describe('an object that is said to be outside where it was lost', () => {
  it.each([
    ['found again', 'Uppp---ppp', 4, 'Uppp ooo ppp'],
    ['found again by a label of the user', 'Uppp---Upp', 4, 'Uppp ooo Upp'],
    ['found again by a verified label', 'Uppp---vpp', 4, 'Uppp ooo vpp'],
    ['never found again: to the end of what was processed', 'Uppp---', 4, 'Uppp ooo'],
    ['lost before its first label', '---pppU', 0, 'ooo pppU'],
    ['lost twice: the second time is another question', 'Up--pp--pp', 2, 'Up oo pp -- pp'],
    ['lost with gaps of frames that were not processed', 'U..-..-..p..p', 3, 'U..o..o..p..p'],
    ['said in the middle of it', 'Up----pp', 3, 'Up - ooo pp'],
  ])('is outside until it is %s', (_, before, at, after) => {
    const edited = outsideAt(projectOf(before), at);
    expect(patternOf(edited.project)).toBe(after.replaceAll(' ', ''));
    // The labels are those that a run would give: nothing has to be propagated again.
    expect(missingToRequest(edited.project, times.slice(0, before.length), edited.corrections).tracks).toEqual(
      before.includes('.') ? [expect.anything()] : [],
    );
  });

  it('keeps what was found behind it when labels travel again', () => {
    const { project } = outsideAt(projectOf('Uppp---pppp--ppppppp'), 4);
    expect(askedOf(projectToRequest(project, times))).toBe('Lcccxxxccccccccccccc');
  });

  it('keeps what was found on both sides of it when a label before or behind it is corrected', () => {
    const { project } = outsideAt(projectOf('Upppppp---pppppppppp'), 7);
    for (const at of [3, 15]) {
      const drawn = { kind: 'box', box: imageBox(5, 5, 9, 9) } as const;
      const corrected = applyCommand(project, { type: 'shape.set', trackId: one, frame: frameIndex(at), drawn });
      const asked = askedOf(missingToRequest(corrected.project, times, corrected.corrections));
      expect(asked.slice(7, 10)).toBe('xxx');
      // The frames between this label and the one before it, or the ends of the video, are found again, on
      // both sides of the mark.
      expect(asked.slice(at + 1).replaceAll('x', '')).toMatch(/^c+$/);
      expect(asked.slice(1, at).replaceAll('x', '')).toMatch(/^c+$/);
    }
  });

  it('looks for the object on frames outside of the stretch that were not processed before', () => {
    const { project } = outsideAt(projectOf('Uppp---'), 4);
    expect(askedOf(projectToRequest(project, times))).toBe('Lcccxxxccccccccccccc');
    const sparse = outsideAt(projectOf('U..-..-..p..p'), 3).project;
    // Between the frames on which it was lost it is outside, too; the frames between the last of them and the
    // next finding have not been processed yet.
    expect(askedOf(missingToRequest(sparse, times, [])).slice(0, 12)).toBe('.cc.xx.cc.cc');
  });

  it('is taken back with one undo, and by clearing the mark', () => {
    const before = projectOf('Uppp---ppp');
    const { project } = outsideAt(before, 4);
    expect(patternOf(before)).toBe('Uppp---ppp');
    const cleared = applyCommand(project, { type: 'shape.clear', trackId: one, frame: frameIndex(4) });
    expect(patternOf(cleared.project)).toBe('Uppp...ppp');
    expect(askedOf(missingToRequest(cleared.project, times.slice(0, 10), cleared.corrections)).slice(4, 10)).toBe(
      'cccccc',
    );
  });

  it('ends where the user labels the object inside the stretch', () => {
    const { project } = outsideAt(projectOf('Up------pp'), 2);
    const drawn = { kind: 'box', box: imageBox(5, 5, 9, 9) } as const;
    const edited = applyCommand(project, { type: 'shape.set', trackId: one, frame: frameIndex(5), drawn });
    expect(askedOf(missingToRequest(edited.project, times.slice(0, 10), edited.corrections))).toBe(
      '.cxxxLcccc..........',
    );
  });

  it('stays within its stretch when the mark is dragged', () => {
    const { project } = outsideAt(projectOf('Up---ppp'), 2);
    for (const to of [1, 4, 6]) {
      const moved = applyCommand(project, {
        type: 'keyframe.move',
        trackId: one,
        frame: frameIndex(2),
        to: frameIndex(to),
      });
      const asked = askedOf(missingToRequest(moved.project, times.slice(0, 8), moved.corrections));
      expect(asked[to]).toBe('x');
      expect(asked[7]).toBe('c');
    }
  });

  it('is not found there by a run that did not know of it', () => {
    const before = projectOf('Uppp---ppp');
    const { project } = outsideAt(before, 4);
    const result = projectOf('Uppppppppp');
    expect(patternOf(mergeResult(project, result))).toBe('Upppoooppp');
  });

  it('still asks whether what is found behind it is the same object', () => {
    const { project } = outsideAt(projectOf('Uppp---ppp'), 4);
    expect(doubtsOf(only(project), 1).map(({ frame, reasons }) => [frame, reasons.map(({ kind }) => kind)])).toEqual([
      [7, ['found']],
    ]);
  });

  it('is written into the project file and read again', () => {
    const { project } = outsideAt(projectOf('Uppp---ppp'), 4);
    expect(parseProject(JSON.parse(JSON.stringify(project)))).toEqual(project);
  });

  it('takes away no label, whatever the track looks like', () => {
    const patterns = fc
      .array(fc.constantFrom('U', 'p', 'v', '-', '.', '-', 'p'), { minLength: 2, maxLength: FRAMES - 1 })
      .map((letters) => `U${letters.join('')}`)
      .filter((pattern) => pattern.includes('-'));
    fc.assert(
      fc.property(patterns, fc.nat(), (pattern, seed) => {
        const lost = [...pattern].flatMap((each, rank) => (each === '-' ? [rank] : []));
        const at = lost[seed % lost.length] ?? 0;
        const { project } = outsideAt(projectOf(pattern), at);
        const after = patternOf(project);
        const found = [...pattern].flatMap((each, rank) => ('Upv'.includes(each) ? [rank] : []));
        for (const rank of found) expect(after[rank]).toBe(pattern[rank]);
        const asked = askedOf(projectToRequest(project, times));
        for (const rank of found) expect(asked[rank]).toMatch(/[cL]/);
        const end = found.find((rank) => rank > at) ?? FRAMES;
        expect(asked.slice(at, end)).toMatch(/^x+c*$/);
        expect(asked.slice(0, at)).not.toContain('x');
        const frames: FrameIndex[] = only(project).lost.filter((rank) => rank >= at && rank < end);
        expect(frames).toEqual([]);
      }),
    );
  });
});

describe('an object that is said to be outside where it has a label', () => {
  it('is gone until the next label of the user', () => {
    const edited = outsideAt(projectOf('Uppppppppp'), 4);
    expect(askedOf(missingToRequest(edited.project, times.slice(0, 10), edited.corrections))).toBe(
      '.cccxxxxxx..........',
    );
  });
});

describe('an outside mark that the user ends', () => {
  const endedAt = (pattern: string, at: number): EditResult =>
    applyCommand(projectOf(pattern), { type: 'shape.endOutside', trackId: one, frame: frameIndex(at) });

  it('holds before that frame, and from it on the object is searched for again', () => {
    const { project, corrections } = endedAt('Upppo', 8);
    expect(only(project).shapes['4']).toMatchObject({ source: 'user', outside: true, outsideTo: 7 });
    expect(askedOf(missingToRequest(project, times, corrections)).slice(4)).toBe('xxxxcccccccccccc');
  });

  it('ends at the next label of the user all the same', () => {
    const { project, corrections } = endedAt('Upppo......Upp', 8);
    expect(patternOf(project)).toBe('Upppo......Upp');
    expect(askedOf(missingToRequest(project, times.slice(0, 14), corrections)).slice(4, 11)).toBe('xxxxccc');
  });

  it('goes with what a run said because of it, on later frames alone', () => {
    const before = projectOf('Upppo');
    const gone = { ...label({ outside: true, box: imageBox(0, 0, 0, 0) }) };
    const shapes = { ...only(before).shapes, 5: gone, 9: gone };
    const marked = { ...before, tracks: [{ ...only(before), shapes }] };
    const { project } = applyCommand(marked, { type: 'shape.endOutside', trackId: one, frame: frameIndex(8) });
    expect(Object.keys(only(project).shapes)).toEqual(['0', '1', '2', '3', '4', '5']);
  });

  it('goes as a whole on its first frame, and is left alone where there is none', () => {
    expect(patternOf(endedAt('Upppo', 4).project)).toBe('Uppp');
    const found = endedAt('Upppo..Up', 8);
    expect(patternOf(found.project)).toBe('Upppo..Up');
    expect(found.corrections).toEqual([]);
  });
});
