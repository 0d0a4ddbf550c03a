import type { Polygon } from '../../../core/geometry/polygon.ts';
import { edgeMiddle } from './gestures/polygon-edit.ts';
import { useGestureStore } from './gestures/gesture-store.ts';
import classes from './overlay.module.css';

/** Edges shorter than this on the screen have no handle for a new corner: those of their ends would cover it. */
const MIN_EDGE = 26;

/** The corners of the selected polygon, to drag, and the middles of its edges, to insert corners. */
export function VertexHandles({ polygon, color, scale }: { polygon: Polygon; color: string; scale: number }) {
  const active = useGestureStore((state) => state.vertex);
  return polygon.map((ring, ringAt) => (
    <g key={ringAt}>
      {ring.map((point, at) => {
        const [x, y] = edgeMiddle(ring, at);
        const half = Math.hypot(x - point[0], y - point[1]) * scale;
        if (half * 2 < MIN_EDGE) return null;
        return (
          <circle
            key={at}
            className={classes['middle']}
            data-edge={`${ringAt} ${at}`}
            stroke={color}
            cx={x * scale}
            cy={y * scale}
            r={3.5}
          />
        );
      })}
      {ring.map(([x, y], at) => (
        <circle
          key={at}
          className={classes['vertex']}
          data-vertex={`${ringAt} ${at}`}
          data-active={active?.ring === ringAt && active.vertex === at}
          stroke={color}
          cx={x * scale}
          cy={y * scale}
          r={5}
        />
      ))}
    </g>
  ));
}
