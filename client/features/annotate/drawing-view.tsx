import { useProjectStore } from '../../project/project-store.ts';
import { polygonPath } from './gestures/polygon-edit.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useViewStore } from '../../video/view-store.ts';
import { maskBox } from '../../../core/geometry/mask-rle.ts';
import { useGestureStore } from './gestures/gesture-store.ts';
import classes from './overlay.module.css';
import { scaledBox } from './shape-view.tsx';
import { useSmartStore } from './smart/smart-store.ts';
import { useToolStore } from './tool-store.ts';

/** The shape being drawn, and shapes drawn before there is a class. */
export function DrawingView() {
  const tool = useToolStore((state) => state.tool);
  return (
    <>
      <Drafts />
      <NewBox />
      <NewPolygon />
      {tool === 'smart' && <SmartMarks />}
      {(tool === 'brush' || tool === 'eraser') && <BrushRing />}
    </>
  );
}

function Drafts() {
  const drafts = useProjectStore((state) => state.drafts);
  const rank = useVideoStore((state) => state.shown?.rank);
  const scale = useViewStore((state) => state.view.scale);
  return drafts.map(({ frame, drawn }, at) => {
    if (frame !== rank) return null;
    if (drawn.kind === 'polygon')
      return <path key={at} className={classes['draft']} d={polygonPath(drawn.polygon, scale)} />;
    const box = drawn.kind === 'box' ? drawn.box : maskBox(drawn.mask);
    return box && <rect key={at} className={classes['draft']} {...scaledBox(box, scale)} />;
  });
}

function NewBox() {
  const box = useGestureStore((state) => (state.box?.trackId === null ? state.box.box : null));
  const scale = useViewStore((state) => state.view.scale);
  if (!box) return null;
  return (
    <>
      <rect className={classes['draftHalo']} {...scaledBox(box, scale)} />
      <rect className={classes['draft']} {...scaledBox(box, scale)} />
    </>
  );
}

/** The corners of a polygon being drawn, and the line to the next one. */
function NewPolygon() {
  const ring = useGestureStore((state) => state.ring);
  const pointer = useGestureStore((state) => (state.ring.length > 0 ? state.pointer : null));
  const scale = useViewStore((state) => state.view.scale);
  if (ring.length === 0) return null;
  const line = [...ring, ...(pointer ? [pointer] : [])].map(([x, y]) => `${x * scale},${y * scale}`).join(' ');
  return (
    <g data-testid="polygon-draft">
      <polyline className={classes['draftHalo']} points={line} />
      <polyline className={classes['draft']} points={line} />
      {ring.map(([x, y], at) => (
        <circle
          key={at}
          className={classes['corner']}
          data-first={at === 0 && ring.length > 2}
          cx={x * scale}
          cy={y * scale}
          r={at === 0 && ring.length > 2 ? 6 : 4}
        />
      ))}
    </g>
  );
}

/** Positive points are a plus, negative points a minus. */
function SmartMarks() {
  const points = useSmartStore((state) => state.points);
  const box = useSmartStore((state) => state.box);
  const scale = useViewStore((state) => state.view.scale);
  return (
    <>
      {box && <rect className={classes['draft']} {...scaledBox(box, scale)} />}
      {points.map(({ at: [x, y], positive }, at) => (
        <g
          key={at}
          className={classes['smartPoint']}
          data-testid="smart-point"
          data-positive={positive}
          transform={`translate(${x * scale} ${y * scale})`}
        >
          <circle r={7} />
          <path d={positive ? 'M-3.5 0H3.5M0 -3.5V3.5' : 'M-3.5 0H3.5'} />
        </g>
      ))}
    </>
  );
}

function BrushRing() {
  const pointer = useGestureStore((state) => state.pointer);
  const size = useToolStore((state) => state.brushSize);
  const scale = useViewStore((state) => state.view.scale);
  if (!pointer) return null;
  const at = { cx: pointer[0] * scale, cy: pointer[1] * scale, r: (size * scale) / 2 };
  return (
    <>
      <circle className={classes['brushHalo']} {...at} />
      <circle className={classes['brush']} {...at} />
    </>
  );
}

/** Lines through the pointer over the whole view, while something is drawn from point to point. */
export function Crosshair() {
  const tool = useToolStore((state) => state.tool);
  const byKeys = useGestureStore((state) => state.byKeys !== null);
  const wanted = tool === 'box' || tool === 'polygon' || (tool === 'smart' && byKeys);
  const pointer = useGestureStore((state) => state.pointer);
  const { scale, x, y } = useViewStore((state) => state.view);
  if (!wanted || !pointer) return null;
  const [left, top] = [pointer[0] * scale + x, pointer[1] * scale + y];
  return (
    <g className={classes['crosshair']} data-testid="crosshair">
      {(['dark', 'light'] as const).map((shade) => (
        <g key={shade} data-shade={shade}>
          <line x1={left} x2={left} y1={0} y2="100%" />
          <line x1={0} x2="100%" y1={top} y2={top} />
        </g>
      ))}
    </g>
  );
}
