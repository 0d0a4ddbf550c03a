import { memo } from 'react';
import type { ImageBox } from '../../../core/schema/brands.ts';
import { HANDLES, type Handle } from './gestures/box-edit.ts';
import { formatPercent } from '../../i18n/format.ts';
import { polygonPath } from './gestures/polygon-edit.ts';
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

interface ScreenBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A box of the frame at the view's scale. */
export const scaledBox = ([x, y, width, height]: ImageBox, scale: number): ScreenBox => ({
  x: x * scale,
  y: y * scale,
  width: width * scale,
  height: height * scale,
});

interface ShapeViewProps {
  readonly object: ObjectOnFrame;
  readonly selected: boolean;
  /** Whether its handles are shown. */
  readonly editable: boolean;
  readonly scale: number;
}

/**
 * One object's shape: box, outline where it has one, tag, and handles. While dragged it follows only its own
 * gesture.
 */
export const ShapeView = memo(function ShapeView({ object, selected, editable, scale }: ShapeViewProps) {
  const { track, labelClass, shape, status } = object;
  const dragged = useGestureStore((state) => (state.box?.trackId === track.id ? state.box.box : null));
  const reshaped = useGestureStore((state) => (state.polygon?.trackId === track.id ? state.polygon.polygon : null));
  const box = dragged ?? shape?.box;
  if (!box) return null;
  const screen = scaledBox(box, scale);
  const polygon = reshaped ?? (dragged ? null : (shape?.polygon ?? null));
  const kind = shape?.polygon ? 'polygon' : shape?.mask && shape.maskSource === 'user' ? 'mask' : 'box';
  return (
    <g data-track={track.id}>
      {selected && !polygon && <rect className={classes['halo']} {...screen} />}
      <rect
        className={classes['box']}
        data-testid="box"
        data-kind={kind}
        data-status={status}
        data-selected={selected}
        data-occluded={shape?.occluded ?? false}
        data-verified={shape?.verified ?? false}
        stroke={labelClass.color}
        {...screen}
      />
      {polygon && (
        <>
          <path className={classes['outlineHalo']} d={polygonPath(polygon, scale)} />
          <path
            className={classes['outline']}
            data-testid="outline"
            stroke={labelClass.color}
            fill={labelClass.color}
            d={polygonPath(polygon, scale)}
          />
        </>
      )}
      <Tag object={object} screen={screen} />
      {editable && <BoxHandles screen={screen} color={labelClass.color} />}
      {editable && polygon && <VertexHandles polygon={polygon} color={labelClass.color} scale={scale} />}
    </g>
  );
});

/**
 * Name, confidence and flags: ◐ occluded, ✓ verified. Above the box; inside where the box touches the top of
 * the frame.
 */
function Tag({ object: { labelClass, name, shape }, screen }: { object: ObjectOnFrame; screen: ScreenBox }) {
  const percent = shape && shape.source !== 'user' ? `  ${formatPercent(shape.confidence)}` : '';
  const text = `${name}${percent}${shape?.occluded ? ' ◐' : ''}${shape?.verified ? ' ✓' : ''}`;
  const top = screen.y >= 19 ? screen.y - 18 : screen.y;
  return (
    <>
      <rect
        className={classes['tagPlate']}
        x={screen.x - 1}
        y={top}
        width={text.length * 6.6 + 12}
        height={18}
        rx={2}
        fill={labelClass.color}
      />
      <text className={classes['tag']} x={screen.x + 5} y={top + 9.5} fill={readableOn(labelClass.color)}>
        {text}
      </text>
    </>
  );
}

function BoxHandles({ screen, color }: { screen: ScreenBox; color: string }) {
  return HANDLES.map((handle) => (
    <rect
      key={handle}
      className={classes['handle']}
      data-handle={handle}
      stroke={color}
      style={{ cursor: CURSORS[handle] }}
      {...handleSquare(screen, handle)}
    />
  ));
}

function handleSquare({ x, y, width, height }: ScreenBox, handle: Handle): ScreenBox {
  const side = 9;
  const column = handle.includes('w') ? 0 : handle.includes('e') ? 1 : 0.5;
  const row = handle.includes('n') ? 0 : handle.includes('s') ? 1 : 0.5;
  return { x: x + width * column - side / 2, y: y + height * row - side / 2, width: side, height: side };
}
