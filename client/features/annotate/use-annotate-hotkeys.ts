import { useHotkeys } from '@mantine/hooks';
import { moveBox, resizeBox } from '../../lib/box-edit.ts';
import { useProjectStore } from '../../lib/project-store.ts';
import { shapeOn } from '../../lib/track-status.ts';
import { stepBy } from '../../lib/video-client.ts';
import { useVideoStore } from '../../lib/video-store.ts';
import { useViewStore } from '../../lib/view-store.ts';
import { useToolStore } from './tool-store.ts';

const ARROWS = [
  ['ArrowLeft', -1, 0],
  ['ArrowRight', 1, 0],
  ['ArrowUp', 0, -1],
  ['ArrowDown', 0, 1],
] as const;

/** Tools, classes and boxes by keyboard. With a box selected the arrows move it, otherwise left and right step through the frames. */
export function useAnnotateHotkeys(): void {
  const { setTool } = useToolStore.getState();
  const state = () => useProjectStore.getState();
  useHotkeys([
    ['N', () => setTool('draw')],
    ['V', () => setTool('select')],
    ['Escape', escape],
    ['Delete', removeSelected],
    ['Backspace', removeSelected],
    ['mod+Z', () => state().undo()],
    ['mod+shift+Z', () => state().redo()],
    ['mod+Y', () => state().redo()],
    ...Array.from({ length: 9 }, (_, at): [string, () => void] => [String(at + 1), () => activate(at)]),
    ...ARROWS.flatMap(([key, x, y]): [string, () => void][] => [
      [key, () => arrow(x, y, 1, 'move')],
      [`shift+${key}`, () => arrow(x, y, 10, 'move')],
      [`alt+${key}`, () => arrow(x, y, 1, 'resize')],
      [`alt+shift+${key}`, () => arrow(x, y, 10, 'resize')],
    ]),
  ]);
}

function escape(): void {
  if (useToolStore.getState().tool === 'draw') useToolStore.getState().setTool('select');
  else useProjectStore.getState().select(null);
  useProjectStore.getState().dropDrafts();
}

function activate(at: number): void {
  const { project, activateClass } = useProjectStore.getState();
  const wanted = project?.classes[at];
  if (wanted) activateClass(wanted.id);
}

function removeSelected(): void {
  const { selectedTrackId, removeFromFrame } = useProjectStore.getState();
  const rank = useVideoStore.getState().shown?.rank;
  if (selectedTrackId !== null && rank !== undefined) removeFromFrame(selectedTrackId, rank);
}

function arrow(x: number, y: number, pixels: number, kind: 'move' | 'resize'): void {
  const { project, selectedTrackId, setBox } = useProjectStore.getState();
  const rank = useVideoStore.getState().shown?.rank;
  const track = project?.tracks.find(({ id }) => id === selectedTrackId);
  const shape = track && rank !== undefined ? shapeOn(track, rank) : null;
  if (!track || rank === undefined || !shape || shape.outside) {
    if (kind === 'move' && x !== 0) stepBy(x * pixels);
    return;
  }
  const { frame } = useViewStore.getState();
  const [dx, dy] = [x * pixels, y * pixels];
  // The bottom right corner moves, as when a window is resized by keyboard.
  setBox(
    track.id,
    rank,
    kind === 'move' ? moveBox(shape.box, dx, dy, frame) : resizeBox(shape.box, 'se', dx, dy, frame),
  );
}
