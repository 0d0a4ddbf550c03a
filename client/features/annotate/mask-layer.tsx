import { useLayoutEffect, useRef } from 'react';
import { useProjectStore } from '../../project/project-store.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useViewStore } from '../../video/view-store.ts';
import { useGestureStore } from './gestures/gesture-store.ts';
import { maskBitmaps } from './mask-bitmaps.ts';
import { useObjectsOnFrame } from './objects-on-frame.ts';
import classes from './overlay.module.css';
import { useToolStore } from './tool-store.ts';

/** The masks of the shown frame, in the colours of their classes, pixel for pixel over it. */
export function MaskLayer() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const metadata = useVideoStore((state) => state.metadata);
  const visible = useToolStore((state) => state.masksVisible);
  const selected = useProjectStore((state) => state.selectedTrackId);
  const painted = useGestureStore((state) => state.stroke?.trackId);
  const objects = useObjectsOnFrame();
  const { scale, x, y } = useViewStore((state) => state.view);
  // Before the browser paints: masks must never be visible over another frame.
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    if (!visible) return;
    for (const { shape, labelClass, track } of objects) {
      // The stroke shows the mask being painted.
      const bitmap = shape?.mask && track.id !== painted ? maskBitmaps.of(shape.mask, labelClass.color) : null;
      if (!bitmap) continue;
      context.globalAlpha = track.id === selected ? 0.5 : 0.38;
      context.drawImage(bitmap.canvas, bitmap.x, bitmap.y);
    }
  }, [objects, visible, selected, painted, metadata]);
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
