import { beforeEach, describe, expect, it } from 'vitest';
import { syntheticVideo } from '../../../core/export/testing/synthetic-frames.ts';
import { maskArea, maskBox } from '../../../core/geometry/mask-rle.ts';
import { createProject } from '../../../core/project/create-project.ts';
import { frameIndex, imageBox, imagePoint, type ImageBox } from '../../../core/schema/brands.ts';
import type { Shape, Track } from '../../../core/schema/project.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useViewStore } from '../../video/view-store.ts';
import { copyLabels, pasteLabels } from './clipboard.ts';
import { tryDispatch, useEditError } from '../../project/edit-attempt.ts';
import { dragLabel, drawLabel } from './gestures/box-gesture.ts';
import { paintStroke } from './gestures/brush-gesture.ts';
import { dropGesture, holdGesture, useGestureStore } from './gestures/gesture-store.ts';
import { addCorner, dragVertex, nudgeVertex } from './gestures/polygon-gesture.ts';
import { objectsAt } from './hit-test.ts';
import { setLabelBox } from './labels.ts';
import { SMART_OFF } from './smart/smart-session.ts';
import { useSmartStore } from './smart/smart-store.ts';
import { cancelStep, chooseTool, confirmStep, deleteStep, activateLastTool } from './tools.ts';
import { useToolStore } from './tool-store.ts';
import { pictureOf } from '../../video/testing/picture.ts';

const [WIDTH, HEIGHT] = [200, 150];
const state = () => useProjectStore.getState();
const steps = () => state().past.length;
const tracks = () => state().project?.tracks ?? [];

function shown(rank: number): void {
  const picture = pictureOf();
  useVideoStore.setState({ shown: { rank: frameIndex(rank), timestamp: rank / 10, picture } });
}

function track(at = 0): Track {
  const found = tracks()[at];
  if (!found) throw new Error(`no object ${at}`);
  return found;
}

function shape(at = 0, rank = 0): Shape {
  const found = track(at).shapes[String(rank)];
  if (!found) throw new Error(`object ${at} has no label on frame ${rank}`);
  return found;
}

function stroke(erases: boolean, ...path: (readonly [number, number])[]): void {
  const points = path.map(([x, y]) => ({ x, y }));
  const [first = { x: 0, y: 0 }] = points;
  const gesture = paintStroke(first, erases);
  gesture?.move(points);
  gesture?.end(points.at(-1) ?? first);
}

function click(...corners: (readonly [number, number])[]): void {
  for (const [x, y] of corners) addCorner({ x, y });
}

function box(...numbers: [number, number, number, number]): ImageBox {
  return imageBox(...numbers);
}

beforeEach(() => {
  const video = syntheticVideo({ width: WIDTH, height: HEIGHT });
  state().start(createProject(video, { kind: 'every', n: 1 }));
  tryDispatch({ type: 'class.add', name: 'dog' });
  useViewStore.setState({ frame: { width: WIDTH, height: HEIGHT }, view: { scale: 2, x: 0, y: 0 } });
  useSmartStore.setState({ ...SMART_OFF, points: [], box: null });
  shown(0);
  dropGesture();
  chooseTool('select');
});

describe('boxes', () => {
  it('are drawn to the frame’s edge where they nearly reach it', () => {
    drawLabel({ x: 2, y: 40 }).end({ x: 60.04, y: 148.5 });
    expect(shape().box).toEqual([0, 40, 60, 110]);
  });

  it('snap to the edge when they are moved, and keep their size', () => {
    drawLabel({ x: 20, y: 40 }).end({ x: 60, y: 80 });
    const gesture = dragLabel(track(), shape().box, 'move', { x: 30, y: 50 });
    gesture.move([{ x: 12, y: 50 }]);
    expect(useGestureStore.getState().box?.box).toEqual([0, 40, 40, 40]);
    gesture.end({ x: 12, y: 50 });
    expect(shape().box).toEqual([0, 40, 40, 40]);
    expect(useGestureStore.getState().box).toBeNull();
  });

  it('redraw the selected object only where the model labelled it', () => {
    drawLabel({ x: 20, y: 40 }).end({ x: 60, y: 80 });
    drawLabel({ x: 80, y: 40 }).end({ x: 120, y: 80 });
    expect(tracks()).toHaveLength(2);
    const found: Shape = {
      box: box(5, 5, 9, 9),
      source: 'propagated',
      confidence: 0.4,
      outside: false,
      occluded: false,
    };
    const project = state().project;
    if (!project) throw new Error('no project');
    const [first, second] = [track(0), track(1)];
    const withFound = { ...second, shapes: { ...second.shapes, '1': found } };
    useProjectStore.setState({ project: { ...project, tracks: [first, withFound] } });
    shown(1);
    drawLabel({ x: 20, y: 20 }).end({ x: 40, y: 40 });
    expect(tracks()).toHaveLength(2);
    expect(shape(1, 1)).toMatchObject({ source: 'user', box: [20, 20, 20, 20] });
  });
});

describe('polygons', () => {
  it('are closed by a press on the first corner, with a double press being one corner', () => {
    chooseTool('polygon');
    click([20, 20], [80, 20], [80, 70], [80.5, 70.2], [20, 70], [21, 21]);
    expect(shape().polygon).toEqual([
      [
        [20, 20],
        [80, 20],
        [80, 70],
        [20, 70],
      ],
    ]);
    expect(shape().box).toEqual([20, 20, 60, 50]);
    expect(useToolStore.getState().tool).toBe('select');
  });

  it('lose their last corner by Delete and are closed by Enter, once there are three', () => {
    chooseTool('polygon');
    click([20, 20], [80, 20], [80, 70]);
    deleteStep();
    expect(confirmStep()).toBe(false);
    click([90, 90]);
    expect(confirmStep()).toBe(true);
    expect(shape().polygon?.[0]).toHaveLength(3);
  });

  it('are changed corner by corner, each drag one step', () => {
    chooseTool('polygon');
    click([20, 20], [80, 20], [80, 70], [20, 70]);
    confirmStep();
    const before = steps();
    const grab = (vertex: number, inserted: boolean, from: [number, number]) =>
      dragVertex(track(), shape().polygon ?? [], { ring: 0, vertex }, { x: from[0], y: from[1] }, inserted);
    grab(2, false, [80, 70]).end({ x: 100, y: 90 });
    expect(shape().polygon?.[0]?.[2]).toEqual([100, 90]);
    grab(1, true, [50, 20]).end({ x: 50, y: 5 });
    expect(shape().polygon?.[0]).toHaveLength(5);
    expect(shape().polygon?.[0]?.[1]).toEqual([50, 5]);
    expect(nudgeVertex(3, 0)).toBe(true);
    expect(shape().polygon?.[0]?.[1]).toEqual([53, 5]);
    deleteStep();
    expect(shape().polygon?.[0]).toHaveLength(4);
    expect(steps()).toBeGreaterThan(before);
    for (let left = steps(); left > before; left -= 1) state().undo();
    expect(shape().polygon?.[0]).toEqual([
      [20, 20],
      [80, 20],
      [80, 70],
      [20, 70],
    ]);
  });

  it('go along when their box is moved or stretched', () => {
    chooseTool('polygon');
    click([20, 20], [80, 20], [80, 70], [20, 70]);
    confirmStep();
    setLabelBox(track(), frameIndex(0), box(40, 30, 120, 50));
    expect(shape().polygon?.[0]).toEqual([
      [40, 30],
      [160, 30],
      [160, 80],
      [40, 80],
    ]);
  });
});

describe('brush and eraser', () => {
  beforeEach(() => useToolStore.getState().setBrushSize(20));

  it('paint a new object, go on with it, and erase: one step each', () => {
    chooseTool('brush');
    const before = steps();
    stroke(false, [40, 40], [80, 40]);
    expect(steps()).toBe(before + 1);
    expect(shape().box).toEqual([30, 30, 60, 20]);
    const first = maskArea(shape().mask ?? { width: 1, height: 1, counts: [1] });
    stroke(false, [80, 40], [80, 90]);
    expect(tracks()).toHaveLength(1);
    expect(steps()).toBe(before + 2);
    expect(shape().box).toEqual([30, 30, 60, 70]);
    chooseTool('eraser');
    stroke(true, [80, 55], [80, 110]);
    expect(steps()).toBe(before + 3);
    expect(shape().maskSource).toBe('user');
    state().undo();
    state().undo();
    expect(maskArea(shape().mask ?? { width: 1, height: 1, counts: [1] })).toBe(first);
  });

  it('erase from a box as from a filled one, and take the label away with its last pixel', () => {
    drawLabel({ x: 40, y: 40 }).end({ x: 60, y: 60 });
    chooseTool('eraser');
    stroke(true, [40, 50]);
    expect(maskBox(shape().mask ?? { width: 1, height: 1, counts: [1] })).toEqual([43, 40, 17, 20]);
    useToolStore.getState().setBrushSize(100);
    stroke(true, [50, 50]);
    expect(tracks()).toEqual([]);
  });

  it('have nothing to erase with nothing selected', () => {
    expect(paintStroke({ x: 10, y: 10 }, true)).toBeNull();
  });
});

describe('smart select', () => {
  const mask = { width: WIDTH, height: HEIGHT, counts: [10 * WIDTH + 10, 20, WIDTH * HEIGHT - 10 * WIDTH - 30] };

  it('makes an object of the mask that is accepted, and is ready for the next one', () => {
    chooseTool('smart');
    useSmartStore.setState({ preview: mask, points: [{ at: imagePoint(15, 10), positive: true }] });
    expect(confirmStep()).toBe(true);
    expect(shape()).toMatchObject({ box: [10, 10, 20, 1], maskSource: 'user' });
    expect(useSmartStore.getState().points).toEqual([]);
    expect(state().selectedTrackId).toBeNull();
    expect(useToolStore.getState().tool).toBe('smart');
  });

  it('looks into the selected object’s box when nothing was pointed at', () => {
    drawLabel({ x: 40, y: 40 }).end({ x: 60, y: 60 });
    chooseTool('smart');
    expect(confirmStep()).toBe(true);
    expect(useSmartStore.getState().box).toEqual([40, 40, 20, 20]);
    deleteStep();
    expect(useSmartStore.getState().box).toBeNull();
    expect(tracks()).toHaveLength(1);
  });
});

describe('the clipboard', () => {
  it('pastes labels on another frame, where their tracks continue', () => {
    drawLabel({ x: 20, y: 40 }).end({ x: 60, y: 80 });
    chooseTool('polygon');
    click([100, 20], [150, 20], [150, 70]);
    confirmStep();
    state().select(null);
    expect(copyLabels()).toBe(2);
    shown(4);
    expect(pasteLabels()).toBe(2);
    expect(tracks()).toHaveLength(2);
    expect(shape(0, 4).box).toEqual([20, 40, 40, 40]);
    expect(shape(1, 4).polygon).toEqual(shape(1, 0).polygon);
  });

  it('makes new objects beside the old ones on the frame itself', () => {
    drawLabel({ x: 20, y: 40 }).end({ x: 60, y: 80 });
    copyLabels();
    expect(pasteLabels()).toBe(1);
    expect(tracks()).toHaveLength(2);
    expect(shape(1).box).toEqual([32, 52, 40, 40]);
  });
});

describe('what lies under the pointer', () => {
  it('is what was drawn there before what only has its box there, the smallest first', () => {
    drawLabel({ x: 10, y: 10 }).end({ x: 190, y: 140 });
    chooseTool('polygon');
    click([20, 20], [120, 20], [20, 120]);
    confirmStep();
    const labelClass = state().project?.classes[0];
    if (!labelClass) throw new Error('no class');
    const objects = tracks().map((each) => ({
      track: each,
      labelClass,
      name: `dog ${each.id}`,
      status: 'user' as const,
      shape: each.shapes['0'] ?? null,
    }));
    const at = (x: number, y: number) => objectsAt(objects, { x, y }).map(({ track: { id } }) => id);
    expect(at(30, 30)).toEqual([2, 1]);
    expect(at(110, 110)).toEqual([1, 2]);
    expect(at(180, 130)).toEqual([1]);
    expect(at(2, 2)).toEqual([]);
  });
});

it('one key takes the last tool up again', () => {
  chooseTool('brush');
  chooseTool('select');
  activateLastTool();
  expect(useToolStore.getState().tool).toBe('brush');
});

it('a refused edit is shown, not thrown', () => {
  expect(tryDispatch({ type: 'class.add', name: 'DOG' })).toBe(false);
  expect(useEditError.getState().refusal?.code).toBe('class_name_invalid');
  expect(tryDispatch({ type: 'class.add', name: 'cat' })).toBe(true);
  expect(useEditError.getState().refusal).toBeNull();
});

it('a drag that is given up leaves no label', () => {
  const gesture = drawLabel({ x: 20, y: 40 });
  let ended = false;
  holdGesture(() => {
    gesture.cancel();
    ended = true;
  });
  gesture.move([{ x: 90, y: 90 }]);
  cancelStep();
  expect(ended).toBe(true);
  expect(useGestureStore.getState().box).toBeNull();
  expect(tracks()).toEqual([]);
});
