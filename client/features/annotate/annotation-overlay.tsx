import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useProjectStore } from '../../project/project-store.ts';
import { texts } from '../../i18n/texts.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useViewStore } from '../../video/view-store.ts';
import { Crosshair, DrawingView } from './drawing-view.tsx';
import { dropGesture, useGestureStore } from './gestures/gesture-store.ts';
import { closePolygon } from './gestures/polygon-gesture.ts';
import { usePointer } from './gestures/use-pointer.ts';
import { LiveMask } from './live-mask.tsx';
import { MaskLayer } from './mask-layer.tsx';
import { useObjectsOnFrame, type ObjectOnFrame } from './objects-on-frame.ts';
import classes from './overlay.module.css';
import { ShapeView } from './shape-view.tsx';
import { useSmartSelect } from './smart/use-smart-select.ts';
import { stageFocus } from './stage-focus.ts';
import { StageNotes } from './stage-notes.tsx';
import { useToolStore } from './tool-store.ts';

const registerStage = (element: SVGSVGElement | null) => stageFocus.register(element);

/** The shapes of the shown frame over the frame view, with all pointer interaction. */
export function AnnotationOverlay() {
  useSmartSelect();
  const objects = useObjectsOnFrame();
  const locked = useProjectStore((state) => state.locked);
  const tool = useToolStore((state) => state.tool);
  const pointer = usePointer(objects);
  const labelId = useId();
  // The last input on the frame: the mouse, or keys that move the selection or cursor on it.
  const [pointed, setPointed] = useState(false);
  useFocusByKeys(() => setPointed(false));
  useForgetting();
  return (
    <>
      <MaskLayer />
      <LiveMask />
      <svg
        ref={registerStage}
        className={classes['boxes']}
        data-tool={tool}
        data-locked={locked}
        data-pointed={pointed}
        role="application"
        aria-labelledby={labelId}
        tabIndex={0}
        {...pointer}
        onPointerDownCapture={() => setPointed(true)}
        onFocus={(event) => {
          if (event.currentTarget.matches(':focus-visible')) setPointed(false);
        }}
        onBlur={() => setPointed(false)}
        onDoubleClick={() => tool === 'polygon' && closePolygon()}
        onContextMenu={(event) => {
          if (tool === 'smart') event.preventDefault();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Tab') setPointed(false);
          handleTab(event, objects);
        }}
      >
        <title id={labelId}>{texts.frameView}</title>
        <Shapes objects={objects} />
      </svg>
      <DrawingLayer />
      <StageNotes empty={objects.length === 0} />
    </>
  );
}

/**
 * Focuses the frame while arrow keys move the drawing cursor: Enter is for the cursor then, not for the
 * tool's button.
 */
function useFocusByKeys(onKeys: () => void): void {
  const byKeys = useGestureStore((state) => state.byKeys === 'moved');
  const latest = useRef(onKeys);
  useLayoutEffect(() => {
    if (!byKeys) return;
    stageFocus.focus();
    latest.current();
  }, [byKeys]);
}

/** Drops a half-drawn shape when the frame changes, and a chosen corner when the selected object does. */
function useForgetting(): void {
  const rank = useVideoStore((state) => state.shown?.rank);
  const selectedId = useProjectStore((state) => state.selectedTrackId);
  useEffect(() => dropGesture, [rank]);
  useEffect(() => () => useGestureStore.setState({ vertex: null }), [selectedId]);
}

/** Everything drawn on the frame, moved as one group: panning renders nothing again. */
function Shapes({ objects }: { objects: readonly ObjectOnFrame[] }) {
  const { scale, x, y } = useViewStore((state) => state.view);
  const selectedId = useProjectStore((state) => state.selectedTrackId);
  const locked = useProjectStore((state) => state.locked);
  const tool = useToolStore((state) => state.tool);
  // The selected object lies on top, so that its handles can be reached.
  const ordered = [...objects].sort((a, b) => Number(a.track.id === selectedId) - Number(b.track.id === selectedId));
  return (
    <g transform={`translate(${x} ${y})`}>
      {ordered.map((object) => {
        const selected = object.track.id === selectedId;
        const editable = selected && !locked && tool === 'select' && object.shape !== null;
        return (
          <ShapeView key={object.track.id} object={object} selected={selected} editable={editable} scale={scale} />
        );
      })}
    </g>
  );
}

/**
 * Drawings that follow the pointer have their own layer, so that hundreds of shapes are not painted again on
 * every move.
 */
function DrawingLayer() {
  const { x, y } = useViewStore((state) => state.view);
  return (
    <svg className={classes['drawing']} aria-hidden>
      <g transform={`translate(${x} ${y})`}>
        <DrawingView />
      </g>
      <Crosshair />
    </svg>
  );
}

/** Tab moves from object to object on the frame, and after the last one on through the page. */
function handleTab(event: KeyboardEvent, objects: readonly ObjectOnFrame[]): void {
  if (event.key !== 'Tab') return;
  const ids = objects.filter(({ shape }) => shape).map(({ track }) => track.id);
  const { selectedTrackId, select } = useProjectStore.getState();
  const at = selectedTrackId === null ? -1 : ids.indexOf(selectedTrackId);
  const next = event.shiftKey ? (at > 0 ? ids[at - 1] : undefined) : ids[at + 1];
  if (next === undefined) return;
  event.preventDefault();
  select(next);
}
