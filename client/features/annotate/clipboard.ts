import { create } from 'zustand';
import type { DrawnShape, PastedLabel } from '../../../core/project/commands/command.ts';
import type { FrameIndex } from '../../../core/schema/brands.ts';
import type { Shape, Track } from '../../../core/schema/project.ts';
import { moveBox } from './gestures/box-edit.ts';
import { polygonPoint } from './gestures/polygon-edit.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { shapeOn } from '../../project/track-status.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useViewStore } from '../../video/view-store.ts';
import { fitMask } from '../../../core/geometry/fit-shape.ts';
import { maskBox } from '../../../core/geometry/mask-rle.ts';
import { tryDispatch } from '../../project/edit-attempt.ts';
import { userDrawnShape } from './labels.ts';

/** Offset in frame pixels of a label pasted onto its own frame, so that it is visible. */
const BESIDE = 12;

interface Copied {
  readonly frame: FrameIndex;
  readonly labels: readonly PastedLabel[];
}

/**
 * The copied labels, kept in the page. They keep their object: pasted on another frame, they continue its
 * track.
 */
const useClipboard = create<{ readonly copied: Copied | null }>()(() => ({ copied: null }));

/**
 * Copies the selected object's label, or with nothing selected all labels of the shown frame. Returns their
 * number.
 */
export function copyLabels(): number {
  const { project, selectedTrackId } = useProjectStore.getState();
  const frame = useVideoStore.getState().shown?.rank;
  if (!project || frame === undefined) return 0;
  const wanted = project.tracks.filter(({ id }) => selectedTrackId === null || id === selectedTrackId);
  const labels = wanted.flatMap((track) => labelOf(track, shapeOn(track, frame)));
  if (labels.length > 0) useClipboard.setState({ copied: { frame, labels } });
  return labels.length;
}

/**
 * Pastes onto the shown frame: for the same objects, or as new objects on the frame they were copied from.
 * Returns the number of labels.
 */
export function pasteLabels(): number {
  const { project } = useProjectStore.getState();
  const frame = useVideoStore.getState().shown?.rank;
  const { copied } = useClipboard.getState();
  if (!project || !copied || frame === undefined) return 0;
  const known = new Set(project.classes.map(({ id }) => id));
  const again = frame === copied.frame;
  const labels = copied.labels
    .filter(({ classId }) => known.has(classId))
    .map((label) => (again ? { ...label, trackId: null, drawn: beside(label.drawn) } : label));
  if (labels.length === 0) return 0;
  return tryDispatch({ type: 'frame.paste', frame, labels }) ? labels.length : 0;
}

function labelOf({ id, classId }: Track, shape: Shape | null): PastedLabel[] {
  if (!shape || shape.outside) return [];
  // A shape found by the model is pasted as it is shown.
  const drawn: DrawnShape =
    shape.source !== 'user' && shape.mask ? { kind: 'mask', mask: shape.mask } : userDrawnShape(shape);
  return [{ trackId: id, classId, drawn }];
}

function beside(drawn: DrawnShape): DrawnShape {
  const { frame } = useViewStore.getState();
  switch (drawn.kind) {
    case 'box':
      return { kind: 'box', box: moveBox(drawn.box, BESIDE, BESIDE, frame) };
    case 'polygon': {
      const polygon = drawn.polygon.map((ring) =>
        ring.map(([x, y]) => polygonPoint({ x: x + BESIDE, y: y + BESIDE }, frame)),
      );
      return { kind: 'polygon', polygon };
    }
    case 'mask': {
      const box = maskBox(drawn.mask);
      return box ? { kind: 'mask', mask: fitMask(drawn.mask, moveBox(box, BESIDE, BESIDE, frame)) } : drawn;
    }
  }
}
