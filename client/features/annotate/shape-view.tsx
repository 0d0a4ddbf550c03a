import { memo } from 'react';
import type { ImageBox } from '../../../core/schema/brands.ts';
import { HANDLES, type Handle } from '../../lib/box-edit.ts';
import { formatPercent } from '../../lib/format.ts';
import { polygonPath } from '../../lib/polygon-edit.ts';
import { useViewStore } from '../../lib/view-store.ts';
import { readableOn } from './contrast.ts';
import { useGestureStore } from './gestures/gesture-store.ts';
import type { ObjectOnFrame } from './objects-on-frame.ts';
import classes from './overlay.module.css';
import { VertexHandles } from './vertex-handles.tsx';

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

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A box of the frame at a scale. */
export const scaledBox = ([x, y, width, height]: ImageBox, scale: number): Rectangle => ({
  x: x * scale,
  y: y * scale,
  width: width * scale,
  height: height * scale,
});

interface ShapeViewProps {
  readonly object: ObjectOnFrame;
  readonly selected: boolean;
  /** Its handles are shown. */
  readonly editable: boolean;
}

/**
 * One object's label: its box, its outline where it has one, its tag, and its handles, all in frame pixels; lines, tag and handles keep
 * their size on the screen. It follows its own drag only.
 */
export const ShapeView = memo(function ShapeView({ object, selected, editable }: ShapeViewProps) {
  const { track, labelClass, shape, ghost, status } = object;
  const dragged = useGestureStore((state) => (state.box?.trackId === track.id ? state.box.box : null));
  const reshaped = useGestureStore((state) => (state.polygon?.trackId === track.id ? state.polygon.polygon : null));
  const box = dragged ?? shape?.box ?? ghost;
  if (!box) return null;
  const rectangle = scaledBox(box, 1);
  const polygon = reshaped ?? (dragged ? null : (shape?.polygon ?? null));
  const outline = polygon && polygonPath(polygon, 1);
  const kind = shape?.polygon ? 'polygon' : shape?.mask && shape.maskSource === 'user' ? 'mask' : 'box';
  return (
    <g data-track={track.id} opacity={shape ? 1 : 0.6}>
      {selected && !polygon && <rect className={classes['halo']} {...rectangle} />}
      <rect
        className={classes['box']}
        data-testid="box"
        data-kind={kind}
        data-status={status}
        data-ghost={shape === null}
        data-selected={selected}
        data-occluded={shape?.occluded ?? false}
        data-verified={shape?.verified ?? false}
        stroke={labelClass.color}
        {...rectangle}
      />
      {outline && (
        <>
          <path className={classes['outlineHalo']} d={outline} />
          <path
            className={classes['outline']}
            data-testid="outline"
            stroke={labelClass.color}
            fill={labelClass.color}
            d={outline}
          />
        </>
      )}
      <Tag object={object} box={box} />
      {editable && <BoxHandles box={box} color={labelClass.color} />}
      {editable && polygon && <VertexHandles polygon={polygon} color={labelClass.color} />}
    </g>
  );
});

/** Height of a tag with the gap below it, in screen pixels. */
const TAG = 18;

/** Name, confidence and marks: ◐ occluded, ✓ verified. Above the box; inside where the box touches the top of the frame. */
function Tag({ object: { labelClass, name, shape }, box: [x, y] }: { object: ObjectOnFrame; box: ImageBox }) {
  const above = useViewStore((state) => y * state.view.scale >= TAG + 1);
  const percent = shape && shape.source !== 'user' ? `  ${formatPercent(shape.confidence)}` : '';
  const text = `${name}${percent}${shape?.occluded ? ' ◐' : ''}${shape?.verified ? ' ✓' : ''}`;
  const top = above ? -TAG : 0;
  return (
    <g style={{ transform: `translate(${x}px, ${y}px) scale(var(--vdf-unscale))` }}>
      <rect
        className={classes['tagPlate']}
        x={-1}
        y={top}
        width={text.length * 6.6 + 12}
        height={TAG}
        rx={2}
        fill={labelClass.color}
      />
      <text className={classes['tag']} x={5} y={top + 9.5} fill={readableOn(labelClass.color)}>
        {text}
      </text>
    </g>
  );
}

/** Only the selected object has them, so that they may be drawn anew with every zoom. */
function BoxHandles({ box, color }: { box: ImageBox; color: string }) {
  const scale = useViewStore((state) => state.view.scale);
  return HANDLES.map((handle) => (
    <rect
      key={handle}
      className={classes['handle']}
      data-handle={handle}
      stroke={color}
      style={{ cursor: CURSORS[handle] }}
      {...handleSquare(box, handle, 9 / scale)}
    />
  ));
}

function handleSquare([x, y, width, height]: ImageBox, handle: Handle, side: number): Rectangle {
  const column = handle.includes('w') ? 0 : handle.includes('e') ? 1 : 0.5;
  const row = handle.includes('n') ? 0 : handle.includes('s') ? 1 : 0.5;
  return { x: x + width * column - side / 2, y: y + height * row - side / 2, width: side, height: side };
}
