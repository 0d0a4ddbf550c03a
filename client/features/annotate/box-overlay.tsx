import { useId, type KeyboardEvent, type PointerEvent } from 'react';
import type { ImageBox, TrackId } from '../../../core/schema/brands.ts';
import { HANDLES, type Handle } from '../../lib/box-edit.ts';
import { useProjectStore } from '../../lib/project-store.ts';
import { texts } from '../../lib/texts.ts';
import { useVideoStore } from '../../lib/video-store.ts';
import { useViewStore } from '../../lib/view-store.ts';
import { readableOn } from './contrast.ts';
import { MaskLayer } from './mask-layer.tsx';
import { useObjectsOnFrame, type ObjectOnFrame } from './objects-on-frame.ts';
import classes from './overlay.module.css';
import { useToolStore } from './tool-store.ts';
import { useBoxDrag, type Grip } from './use-box-drag.ts';

const CURSORS: Readonly<Record<Handle, string>> = {
  nw: 'nwse-resize',
  se: 'nwse-resize',
  ne: 'nesw-resize',
  sw: 'nesw-resize',
  n: 'ns-resize',
  s: 'ns-resize',
  e: 'ew-resize',
  w: 'ew-resize',
};

interface ScreenBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Boxes and masks of the shown frame over the frame view, and everything that the pointer does with them. */
export function AnnotationOverlay() {
  const objects = useObjectsOnFrame();
  const selectedId = useProjectStore((state) => state.selectedTrackId);
  const locked = useProjectStore((state) => state.locked);
  const drafts = useProjectStore((state) => state.drafts);
  const rank = useVideoStore((state) => state.shown?.rank);
  const tool = useToolStore((state) => state.tool);
  const toScreen = useScreenBox();
  const { drag, begin, move, end, cancel } = useBoxDrag();
  const labelId = useId();

  const boxOf = ({ track, shape, ghost }: ObjectOnFrame): ImageBox | null => {
    const held = drag !== null && drag.grip.kind !== 'draw' && drag.grip.trackId === track.id;
    return held ? drag.box : (shape?.box ?? ghost);
  };
  const select = (id: TrackId) => useProjectStore.getState().select(id);
  const pressBox = (event: PointerEvent<SVGElement>, object: ObjectOnFrame) => {
    if (tool === 'draw' || event.button !== 0) return;
    select(object.track.id);
    const box = object.shape?.box ?? object.ghost;
    if (box) begin(event, { kind: 'move', trackId: object.track.id, box });
  };
  // The selected box lies on top, so that its handles can be reached.
  const ordered = [...objects].sort((a, b) => Number(a.track.id === selectedId) - Number(b.track.id === selectedId));
  return (
    <>
      <MaskLayer />
      <svg
        className={classes['boxes']}
        data-tool={tool}
        data-locked={locked}
        role="application"
        aria-labelledby={labelId}
        tabIndex={0}
        onPointerDown={(event) => begin(event, { kind: 'draw' })}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={cancel}
        onKeyDown={(event) => handleTab(event, objects)}
      >
        <title id={labelId}>{texts.frameView}</title>
        {drafts
          .filter(({ frame }) => frame === rank)
          .map(({ box }, at) => (
            <rect key={at} className={classes['draft']} {...toScreen(box)} />
          ))}
        {ordered.map((object) => {
          const box = boxOf(object);
          if (!box) return null;
          const selected = object.track.id === selectedId;
          return (
            <BoxView
              key={object.track.id}
              object={object}
              selected={selected}
              screen={toScreen(box)}
              onPress={(event) => pressBox(event, object)}
              onHandle={(event, kind) => begin(event, gripOf(object, kind, box))}
              editable={selected && !locked && tool === 'select'}
            />
          );
        })}
        {drag?.grip.kind === 'draw' && <rect className={classes['draft']} {...toScreen(drag.box)} />}
      </svg>
      <Hint empty={objects.length === 0} />
    </>
  );
}

const gripOf = ({ track }: ObjectOnFrame, kind: Handle, box: ImageBox): Grip => ({ kind, trackId: track.id, box });

interface BoxViewProps {
  readonly object: ObjectOnFrame;
  readonly selected: boolean;
  readonly editable: boolean;
  readonly screen: ScreenBox;
  onPress(event: PointerEvent<SVGElement>): void;
  onHandle(event: PointerEvent<SVGElement>, handle: Handle): void;
}

function BoxView({ object, selected, editable, screen, onPress, onHandle }: BoxViewProps) {
  const { labelClass, name, status, shape } = object;
  const { color } = labelClass;
  const text = shape && shape.source !== 'user' ? `${name}  ${Math.round(shape.confidence * 100)}%` : name;
  // A tag above the box; inside where the box touches the top of the view.
  const tagY = screen.y >= 19 ? screen.y - 18 : screen.y;
  return (
    <g data-track={object.track.id} opacity={shape ? 1 : 0.6}>
      {selected && <rect className={classes['halo']} {...screen} />}
      <rect
        className={classes['box']}
        data-testid="box"
        data-status={status}
        data-ghost={shape === null}
        data-selected={selected}
        stroke={color}
        onPointerDown={onPress}
        {...screen}
      />
      <rect
        x={screen.x - 1}
        y={tagY}
        width={text.length * 6.6 + 12}
        height={18}
        rx={2}
        fill={color}
        pointerEvents="none"
      />
      <text className={classes['tag']} x={screen.x + 5} y={tagY + 9.5} fill={readableOn(color)}>
        {text}
      </text>
      {editable &&
        HANDLES.map((handle) => (
          <rect
            key={handle}
            className={classes['handle']}
            data-handle={handle}
            stroke={color}
            style={{ cursor: CURSORS[handle] }}
            {...handleSquare(screen, handle)}
            onPointerDown={(event) => onHandle(event, handle)}
          />
        ))}
    </g>
  );
}

function handleSquare({ x, y, width, height }: ScreenBox, handle: Handle): ScreenBox {
  const side = 9;
  const column = handle.includes('w') ? 0 : handle.includes('e') ? 1 : 0.5;
  const row = handle.includes('n') ? 0 : handle.includes('s') ? 1 : 0.5;
  return { x: x + width * column - side / 2, y: y + height * row - side / 2, width: side, height: side };
}

function useScreenBox(): (box: ImageBox) => ScreenBox {
  const { scale, x, y } = useViewStore((state) => state.view);
  return ([left, top, width, height]) => ({
    x: left * scale + x,
    y: top * scale + y,
    width: width * scale,
    height: height * scale,
  });
}

/** Tab goes from object to object while there is a further one on the frame, then on through the page. */
function handleTab(event: KeyboardEvent, objects: readonly ObjectOnFrame[]): void {
  if (event.key !== 'Tab') return;
  const ids = objects.filter(({ shape, ghost }) => shape ?? ghost).map(({ track }) => track.id);
  const { selectedTrackId, select } = useProjectStore.getState();
  const at = selectedTrackId === null ? -1 : ids.indexOf(selectedTrackId);
  const next = event.shiftKey ? (at > 0 ? ids[at - 1] : undefined) : ids[at + 1];
  if (next === undefined) return;
  event.preventDefault();
  select(next);
}

function Hint({ empty }: { empty: boolean }) {
  const drafts = useProjectStore((state) => state.drafts.length);
  if (drafts === 0 && !empty) return null;
  return (
    <div className={classes['hint']} role="status">
      {drafts > 0 ? texts.nameDraft : texts.emptyFrameHint}
    </div>
  );
}
