import { useLayoutEffect, useRef } from 'react';
import type { MaskRle } from '../../../core/schema/mask.ts';
import { useProjectStore } from '../../lib/project-store.ts';
import { useVideoStore } from '../../lib/video-store.ts';
import { useViewStore } from '../../lib/view-store.ts';
import classes from './overlay.module.css';
import { useObjectsOnFrame } from './objects-on-frame.ts';
import { useToolStore } from './tool-store.ts';

/** The masks of the shown frame, in the colours of their classes, pixel for pixel over it. */
export function MaskLayer() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const metadata = useVideoStore((state) => state.metadata);
  const visible = useToolStore((state) => state.masksVisible);
  const selected = useProjectStore((state) => state.selectedTrackId);
  const objects = useObjectsOnFrame();
  const { scale, x, y } = useViewStore((state) => state.view);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    if (!visible) return;
    for (const { shape, labelClass, track } of objects) {
      if (!shape?.mask) continue;
      context.globalAlpha = track.id === selected ? 0.5 : 0.38;
      context.fillStyle = labelClass.color;
      context.fill(maskPath(shape.mask));
    }
  }, [objects, visible, selected, metadata]);
  return (
    <canvas
      ref={canvas}
      className={classes['masks']}
      width={metadata?.width ?? 1}
      height={metadata?.height ?? 1}
      style={{ transform: `translate(${x}px, ${y}px) scale(${scale})` }}
      aria-hidden
    />
  );
}

/** A run that reaches over a row's end goes on in the next row. */
function maskPath({ counts, width }: MaskRle): Path2D {
  const path = new Path2D();
  let position = 0;
  counts.forEach((run, at) => {
    const end = position + run;
    if (at % 2 === 1) {
      for (let from = position; from < end;) {
        const column = from % width;
        const length = Math.min(end - from, width - column);
        path.rect(column, (from - column) / width, length, 1);
        from += length;
      }
    }
    position = end;
  });
  return path;
}
