import { useEffect } from 'react';
import type { Track } from '../../../core/schema/project.ts';
import { moveBox, resizeBox } from './gestures/box-edit.ts';
import { tryDispatch } from '../../project/edit-attempt.ts';
import { useActions } from '../../keymap/use-actions.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { videoClient } from '../../video/video-client.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useViewStore } from '../../video/view-store.ts';
import { copyLabels, pasteLabels } from './clipboard.ts';
import { noteClipboard } from './clipboard-note.ts';
import { moveCursor, pressCursor } from './gestures/key-cursor.ts';
import { nudgeVertex } from './gestures/polygon-gesture.ts';
import { selectedLabel, selectedTrack, setLabelBox, drawingTarget } from './labels.ts';
import { stepBrush, useToolStore } from './tool-store.ts';
import { cancelStep, chooseTool, confirmStep, deleteStep, activateLastTool } from './tools.ts';

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Keyboard control of tools, classes, labels and the clipboard. With a drawing tool the arrows move its
 * cursor; with a label selected they move it; otherwise left and right step through the frames.
 */
export function useAnnotateHotkeys(): void {
  const state = () => useProjectStore.getState();
  const confirms = useToolStore(({ tool }) => tool === 'polygon' || tool === 'smart');
  const paints = useToolStore(({ tool }) => tool === 'brush' || tool === 'eraser');
  const classKeys = Array.from({ length: 9 }, (_, at) => [`class.${at + 1}`, () => takeClass(at)] as const);
  useActions({
    'tool.draw': activateLastTool,
    'tool.box': () => chooseTool('box'),
    'tool.polygon': () => chooseTool('polygon'),
    'tool.brush': () => chooseTool('brush'),
    'tool.eraser': () => chooseTool('eraser'),
    'tool.smart': () => chooseTool('smart'),
    'edit.cancel': cancelStep,
    ...(confirms ? { 'edit.confirm': () => void confirmStep() } : {}),
    ...(paints ? { 'brush.wider': () => stepBrush(1), 'brush.narrower': () => stepBrush(-1) } : {}),
    'edit.delete': deleteStep,
    'edit.undo': () => state().undo(),
    'edit.redo': () => state().redo(),
    'edit.copy': copy,
    'edit.paste': paste,
    'view.masks': () => useToolStore.getState().toggleMasks(),
    ...Object.fromEntries(classKeys),
  });
  useEffect(() => {
    // On the document: before the window's listener, where the arrows step through the video in some presets.
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

/** Text selected on the page takes precedence over labels. */
function copy(): void {
  const text = window.getSelection()?.toString() ?? '';
  if (text === '') noteClipboard('copied', copyLabels());
  else void navigator.clipboard.writeText(text).catch((error: unknown) => console.warn('Text was not copied.', error));
}

function paste(): void {
  const labels = pasteLabels();
  if (labels > 0) noteClipboard('pasted', labels);
}

/**
 * Sets the class of the selected object, or of new objects where none is selected or the active tool draws a
 * new one.
 */
function takeClass(at: number): void {
  const { project, activateClass } = useProjectStore.getState();
  const wanted = project?.classes[at];
  if (!wanted) return;
  const track = selectedTrack();
  if (track && !drawsNew(track)) tryDispatch({ type: 'track.setClass', trackId: track.id, classId: wanted.id });
  else activateClass(wanted.id);
}

function drawsNew(selected: Track): boolean {
  const { tool } = useToolStore.getState();
  const frame = useVideoStore.getState().shown?.rank;
  return tool !== 'select' && frame !== undefined && drawingTarget(tool, selected, frame) === null;
}

/** Elements that handle arrows and Enter themselves. */
const OWNERS =
  'input, textarea, select, [contenteditable=true], [role=slider], [role=dialog], [role=menu], ' +
  '[role=listbox], [role=combobox], [role=radiogroup], [role=tablist], [role=grid]';

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey) return;
  if (event.target instanceof Element && event.target.closest(OWNERS)) return;
  const arrow = ARROWS[event.key];
  if (arrow ? onArrow(arrow, event) : onEnter(event)) event.preventDefault();
}

function onArrow([x, y]: readonly [number, number], { shiftKey, altKey }: KeyboardEvent): boolean {
  const pixels = shiftKey ? 10 : 1;
  const [dx, dy] = [x * pixels, y * pixels];
  if (!altKey && moveCursor(dx, dy)) return true;
  if (!altKey && nudgeVertex(dx, dy)) return true;
  const label = selectedLabel();
  if (!label) {
    // Up and down, and arrows with Alt, do nothing here.
    if (altKey || x === 0) return false;
    videoClient.stepBy(dx);
    return true;
  }
  const { frame } = useViewStore.getState();
  const { track, shape } = label;
  // The bottom right corner moves, as when a window is resized by keyboard.
  const box = altKey ? resizeBox(shape.box, 'se', dx, dy, frame) : moveBox(shape.box, dx, dy, frame);
  setLabelBox(track, label.frame, box);
  return true;
}

/** Buttons and links handle Enter themselves. */
const PRESSED = 'button, a[href], summary, [role=button]';

function onEnter({ key, altKey, repeat, target }: KeyboardEvent): boolean {
  if (key !== 'Enter' || repeat || (target instanceof Element && target.closest(PRESSED))) return false;
  return pressCursor(altKey);
}
