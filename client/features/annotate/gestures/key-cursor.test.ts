import { beforeEach, describe, expect, it } from 'vitest';
import { syntheticVideo } from '../../../../core/export/testing/synthetic-frames.ts';
import { maskBox } from '../../../../core/geometry/mask-rle.ts';
import { createProject } from '../../../../core/project/create-project.ts';
import { frameIndex } from '../../../../core/schema/brands.ts';
import type { Shape } from '../../../../core/schema/project.ts';
import { useProjectStore } from '../../../project/project-store.ts';
import { useVideoStore } from '../../../video/video-store.ts';
import { useViewStore } from '../../../video/view-store.ts';
import { SMART_OFF } from '../smart/smart-session.ts';
import { useSmartStore } from '../smart/smart-store.ts';
import { useToolStore } from '../tool-store.ts';
import { cancelStep, chooseTool } from '../tools.ts';
import { dropGesture, useGestureStore } from './gesture-store.ts';
import { moveCursor, pressCursor } from './key-cursor.ts';
import { pictureOf } from '../../../video/testing/picture.ts';

const [WIDTH, HEIGHT] = [200, 150];
const shapes = (): Shape[] =>
  useProjectStore.getState().project?.tracks.flatMap(({ shapes: own }) => Object.values(own)) ?? [];
const pointer = () => useGestureStore.getState().pointer;

beforeEach(() => {
  const picture = pictureOf();
  useProjectStore
    .getState()
    .start(createProject(syntheticVideo({ width: WIDTH, height: HEIGHT }), { kind: 'every', n: 1 }));
  useProjectStore.getState().dispatch({ type: 'class.add', name: 'dog' });
  useViewStore.setState({ frame: { width: WIDTH, height: HEIGHT }, view: { scale: 2, x: 0, y: 0 } });
  useVideoStore.setState({ shown: { rank: frameIndex(0), timestamp: 0, picture }, playing: false });
  useSmartStore.setState({ ...SMART_OFF, points: [], box: null });
  useToolStore.setState({ brushSize: 10 });
  dropGesture();
  useGestureStore.setState({ pointer: null });
  chooseTool('select');
});

describe('the pointer that arrow keys move', () => {
  it('belongs to drawing tools only', () => {
    expect(moveCursor(1, 0)).toBe(false);
    expect(pressCursor()).toBe(false);
    chooseTool('box');
    expect(moveCursor(-10, 5)).toBe(true);
    expect(pointer()).toEqual([90, 80]);
    moveCursor(-500, 500);
    expect(pointer()).toEqual([0, HEIGHT]);
  });

  it('draws a box from one press to the next', () => {
    chooseTool('box');
    moveCursor(-60, -40);
    pressCursor();
    moveCursor(50, 30);
    expect(useGestureStore.getState().box?.box).toEqual([40, 35, 50, 30]);
    pressCursor();
    expect(shapes().map(({ box }) => box)).toEqual([[40, 35, 50, 30]]);
    expect(useToolStore.getState().tool).toBe('select');
  });

  it('begins nothing anew after Escape took a box back', () => {
    chooseTool('box');
    moveCursor(-60, -40);
    pressCursor();
    moveCursor(50, 30);
    cancelStep();
    expect(useGestureStore.getState().box).toBeNull();
    expect(useToolStore.getState().tool).toBe('box');
    moveCursor(10, 10);
    pressCursor();
    moveCursor(20, 20);
    pressCursor();
    expect(shapes().map(({ box }) => box)).toEqual([[100, 75, 20, 20]]);
  });

  it('sets the corners of a polygon, and closes it where it is pressed twice', () => {
    chooseTool('polygon');
    moveCursor(-50, -40);
    pressCursor();
    moveCursor(60, 0);
    pressCursor();
    moveCursor(0, 50);
    pressCursor();
    expect(shapes()).toEqual([]);
    pressCursor();
    const corners = [
      [50, 35],
      [110, 35],
      [110, 85],
    ];
    expect(shapes().map(({ polygon }) => polygon)).toEqual([[corners]]);
  });

  it('paints a stroke from one press to the next', () => {
    chooseTool('brush');
    moveCursor(-50, -40);
    pressCursor();
    moveCursor(40, 0);
    pressCursor();
    const [shape] = shapes();
    expect(shape?.mask && maskBox(shape.mask)).toEqual([45, 30, 50, 10]);
  });

  it('adds to smart select and takes away from it', () => {
    chooseTool('smart');
    moveCursor(-50, -40);
    pressCursor();
    moveCursor(5, 0);
    pressCursor(true);
    expect(useSmartStore.getState().points).toEqual([
      { at: [50, 35], positive: true },
      { at: [55, 35], positive: false },
    ]);
  });
});
