import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { syntheticVideo } from '../../../core/export/testing/synthetic-frames.ts';
import { createProject } from '../../../core/project/create-project.ts';
import { frameIndex, imageBox, trackId } from '../../../core/schema/brands.ts';
import { useKeyboard } from '../../keymap/use-actions.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useViewStore } from '../../video/view-store.ts';
import { AnnotationOverlay } from './annotation-overlay.tsx';
import { tryDispatch } from '../../project/edit-attempt.ts';
import { ObjectPanel } from './object-panel.tsx';
import { Toolbar } from './toolbar.tsx';
import { useAnnotateHotkeys } from './use-annotate-hotkeys.ts';
import { pictureOf } from '../../video/testing/picture.ts';

// jsdom has none of these.
vi.stubGlobal('matchMedia', () => ({
  matches: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}));
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe = () => undefined;
    unobserve = () => undefined;
    disconnect = () => undefined;
  },
);
Element.prototype.setPointerCapture = () => undefined;
HTMLCanvasElement.prototype.getContext = () => null;

function Workspace() {
  useKeyboard();
  useAnnotateHotkeys();
  return (
    <>
      <Toolbar />
      <AnnotationOverlay />
      <ObjectPanel />
    </>
  );
}

const state = () => useProjectStore.getState();
const shapes = () => state().project?.tracks.map((track) => track.shapes['0']) ?? [];
const view = () => screen.getByRole('application', { name: 'Frame view' });
/** Frame coordinates: the view shows the frame at twice its size, 10 pixels from the left and the top. */
const at = (x: number, y: number) => ({ clientX: x * 2 + 10, clientY: y * 2 + 10, button: 0, pointerId: 1 });
const tool = (name: string) => userEvent.click(screen.getByRole('button', { name }));

function show(rank: number): void {
  act(() => useVideoStore.setState({ shown: { rank: frameIndex(rank), timestamp: 0, picture: pictureOf() } }));
}

function drag(from: readonly [number, number], to: readonly [number, number], element: Element = view()): void {
  fireEvent.pointerDown(element, at(...from));
  fireEvent.pointerMove(view(), at(...to));
  fireEvent.pointerUp(view(), at(...to));
}

describe('labelling with pointer and keys', () => {
  beforeEach(() => {
    const metadata = syntheticVideo({ width: 200, height: 150 });
    state().start(createProject(metadata, { kind: 'every', n: 1 }));
    tryDispatch({ type: 'class.add', name: 'dog' });
    useVideoStore.setState({ metadata });
    show(0);
    useViewStore.setState({ frame: { width: 200, height: 150 }, view: { scale: 2, x: 10, y: 10 } });
    render(
      <MantineProvider env="test">
        <QueryClientProvider client={new QueryClient()}>
          <Workspace />
        </QueryClientProvider>
      </MantineProvider>,
    );
  });
  afterEach(cleanup);

  it('draws a box, moves it by its inside and resizes it by a handle', async () => {
    await tool('Draw box');
    drag([40, 40], [100, 90]);
    expect(shapes()[0]?.box).toEqual([40, 40, 60, 50]);
    expect(screen.getByRole('button', { name: 'Select' }).getAttribute('aria-pressed')).toBe('true');
    drag([60, 60], [70, 65]);
    expect(shapes()[0]?.box).toEqual([50, 45, 60, 50]);
    const handle = view().querySelector('[data-handle="se"]');
    if (!handle) throw new Error('no handle');
    drag([110, 95], [120, 100], handle);
    expect(shapes()[0]?.box).toEqual([50, 45, 70, 55]);
    await userEvent.keyboard('{ArrowLeft}{Shift>}{ArrowUp}{/Shift}');
    expect(shapes()[0]?.box).toEqual([49, 35, 70, 55]);
  });

  it('shows nothing of an object on a frame between two that have its label, and says so in words', () => {
    const box = imageBox(40, 40, 30, 30);
    act(() => {
      state().addObject(frameIndex(0), { kind: 'box', box });
      tryDispatch({ type: 'shape.set', trackId: trackId(1), frame: frameIndex(6), drawn: { kind: 'box', box } });
      state().select(null);
    });
    show(0);
    expect(screen.getAllByTestId('box')).toHaveLength(1);
    show(3);
    expect(screen.queryByTestId('box')).toBeNull();
    expect(view().querySelector('text')).toBeNull();
    expect(screen.getByRole('button', { name: /^dog 1 ?no label here$/ })).toBeDefined();
    fireEvent.pointerDown(view(), at(55, 55));
    fireEvent.pointerUp(view(), at(55, 55));
    expect(state().selectedTrackId).toBeNull();
    show(6);
    expect(screen.getAllByTestId('box')).toHaveLength(1);
  });

  it('draws a polygon with clicks, and shows crosshair, corners and outline', async () => {
    await userEvent.keyboard('p');
    for (const corner of [
      [20, 20],
      [90, 20],
      [90, 80],
    ] as const)
      drag(corner, corner);
    expect(screen.getByTestId('crosshair')).toBeDefined();
    expect(screen.getByTestId('polygon-draft').querySelectorAll('circle')).toHaveLength(3);
    await userEvent.keyboard('{Enter}');
    expect(shapes()[0]?.polygon?.[0]).toHaveLength(3);
    expect(screen.getByTestId('outline')).toBeDefined();
    const edge = view().querySelector('[data-edge="0 0"]');
    if (!edge) throw new Error('no edge');
    drag([55, 20], [55, 5], edge);
    expect(shapes()[0]?.polygon?.[0]?.[1]).toEqual([55, 5]);
    const corner = view().querySelector('[data-vertex="0 1"]');
    if (!corner) throw new Error('no corner');
    fireEvent.pointerDown(corner, { ...at(55, 5), altKey: true });
    fireEvent.pointerUp(view(), at(55, 5));
    expect(shapes()[0]?.polygon?.[0]).toHaveLength(3);
  });

  it('a digit changes the class of the selected object in one step, or else that of new objects', async () => {
    act(() => void tryDispatch({ type: 'class.add', name: 'cat' }));
    await tool('Draw box');
    drag([40, 40], [100, 90]);
    const classOf = (at: number) => state().project?.tracks[at]?.classId;
    expect(classOf(0)).toBe(2);
    const steps = state().past.length;
    await userEvent.keyboard('1');
    expect(classOf(0)).toBe(1);
    expect(state().activeClassId).toBe(2);
    await userEvent.keyboard('1');
    expect(state().past).toHaveLength(steps + 1);
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(classOf(0)).toBe(2);
    // With a tool in hand that draws a new object, the key sets the class of the next object.
    await userEvent.keyboard('b1');
    expect([classOf(0), state().activeClassId]).toEqual([2, 1]);
    drag([120, 40], [150, 90]);
    expect(classOf(1)).toBe(1);
    act(() => state().select(null));
    await userEvent.keyboard('2');
    expect([classOf(0), classOf(1), state().activeClassId]).toEqual([2, 1, 2]);
  });

  it('says that an object is deleted, with a way back that goes as soon as something else is done', async () => {
    const box = imageBox(40, 40, 30, 30);
    const project = state().project;
    if (!project) throw new Error('no project');
    act(() => {
      state().addObject(frameIndex(0), { kind: 'box', box });
      const found = { box, source: 'propagated' as const, confidence: 0.9, outside: false, occluded: false };
      const tracks = state().project?.tracks ?? [];
      state().beginRun();
      state().showRun({
        ...project,
        tracks: tracks.map((track) => ({ ...track, shapes: { ...track.shapes, 1: found } })),
      });
      state().endRun([]);
    });
    await userEvent.click(screen.getByRole('button', { name: 'Delete dog 1 from the whole video' }));
    expect(screen.getByText('dog 1 was deleted from 2 frames.')).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Undo: dog 1 deleted from 2 frames' }));
    expect(state().project?.tracks).toHaveLength(1);
    expect(screen.getByText('Undone: dog 1 deleted from 2 frames.')).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Redo: dog 1 deleted from 2 frames' }));
    expect(state().project?.tracks).toEqual([]);
    await tool('Undo');

    // Removing the user's only label removes the propagated ones, too, and a notice says so.
    act(() => state().select(trackId(1)));
    await userEvent.keyboard('{Delete}');
    expect(screen.getByText('dog 1 was deleted from 2 frames.')).toBeDefined();
    act(() => void tryDispatch({ type: 'class.add', name: 'cat' }));
    expect(screen.queryByText(/was deleted/)).toBeNull();
  });

  it('names what is taken back: minutes of propagation do not go silently, and come back', async () => {
    const box = imageBox(40, 40, 30, 30);
    act(() => {
      state().addObject(frameIndex(0), { kind: 'box', box });
      const { project } = state();
      if (!project) throw new Error('no project');
      const found = { box, source: 'propagated' as const, confidence: 0.9, outside: false, occluded: false };
      const shapes = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [String(at + 1), found]));
      state().beginRun();
      const tracks = project.tracks.map((track) => ({ ...track, shapes: { ...track.shapes, ...shapes } }));
      state().showRun({ ...project, tracks });
      state().endRun([]);
    });
    await userEvent.keyboard('{Control>}z{/Control}');
    const labels = () => Object.keys(state().project?.tracks[0]?.shapes ?? {}).length;
    expect(labels()).toBe(1);
    expect(screen.getByText('Undone: propagation of 1 object over 40 frames.')).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Redo: propagation of 1 object over 40 frames' }));
    expect(labels()).toBe(41);
    expect(screen.getByText('Redone: propagation of 1 object over 40 frames.')).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByText(/^Redone/)).toBeNull();
    await userEvent.hover(screen.getByRole('button', { name: 'Undo' }));
    expect((await screen.findByRole('tooltip')).textContent).toBe(
      'Undo: propagation of 1 object over 40 frames (Ctrl+Z)',
    );
  });

  it('paints with the brush at the size that the keys set', async () => {
    await userEvent.keyboard('w');
    expect(screen.getByText('24 px')).toBeDefined();
    await userEvent.keyboard('{]}{[}{[}');
    drag([60, 60], [100, 60]);
    expect(shapes()[0]?.maskSource).toBe('user');
    expect(shapes()[0]?.box[3]).toBeGreaterThanOrEqual(20);
    expect(screen.getByText('Changes dog 1')).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'New object' }));
    drag([150, 120], [160, 120]);
    expect(shapes()).toHaveLength(2);
  });

  it('gives up a drag with Escape', async () => {
    await tool('Draw box');
    fireEvent.pointerDown(view(), at(40, 40));
    fireEvent.pointerMove(view(), at(90, 90));
    await userEvent.keyboard('{Escape}');
    fireEvent.pointerUp(view(), at(90, 90));
    expect(shapes()).toEqual([]);
  });

  it('copies, pastes and says so; takes the masks away and back', async () => {
    await tool('Draw box');
    drag([40, 40], [100, 90]);
    await userEvent.keyboard('{Control>}c{/Control}');
    expect(screen.getByText('1 label copied.')).toBeDefined();
    await userEvent.keyboard('{Control>}v{/Control}');
    expect(shapes()).toHaveLength(2);
    await userEvent.keyboard('m');
    expect(screen.getByRole('button', { name: 'Show masks' }).getAttribute('aria-pressed')).toBe('false');
  });

  it('says what smart select is doing, and marks what was asked', async () => {
    vi.stubGlobal('fetch', () => new Promise(() => undefined));
    await userEvent.keyboard('s');
    expect(screen.getByText('Preparing this frame')).toBeDefined();
    drag([60, 60], [60, 60]);
    fireEvent.pointerDown(view(), { ...at(90, 90), button: 2 });
    const marks = screen.getAllByTestId('smart-point');
    expect(marks.map((mark) => mark.getAttribute('data-positive'))).toEqual(['true', 'false']);
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByTestId('smart-point')).toBeNull();
  });
});
