import { useLayoutEffect, useRef, type RefObject } from 'react';
import { useVideoStore } from '../../video/video-store.ts';
import { useViewStore } from '../../video/view-store.ts';
import { paintColor } from './gestures/brush-gesture.ts';
import { useGestureStore, type Stroke } from './gestures/gesture-store.ts';
import { maskBitmaps } from './mask-bitmaps.ts';
import classes from './overlay.module.css';
import { useSmartStore } from './smart/smart-store.ts';

/** A mask being made: by the brush, or as the preview of smart select. */
export function LiveMask() {
  const stroke = useGestureStore((state) => state.stroke);
  const preview = useSmartStore((state) => state.preview);
  return stroke ? <StrokeCanvas stroke={stroke} /> : preview ? <PreviewCanvas /> : null;
}

function StrokeCanvas({ stroke }: { stroke: Stroke }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<{ readonly stroke: Stroke; points: number } | null>(null);
  const length = useGestureStore((state) => state.strokeLength);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    if (drawn.current?.stroke !== stroke) {
      drawn.current = { stroke, points: 0 };
      startStroke(context, stroke);
    }
    // Only the new points: otherwise a long stroke would cost more with every move.
    const from = Math.max(0, drawn.current.points - 1);
    context.beginPath();
    stroke.path.slice(from).forEach(([x, y], at) => (at === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
    if (stroke.path.length - from === 1) context.lineTo(stroke.path[from]?.[0] ?? 0, stroke.path[from]?.[1] ?? 0);
    context.stroke();
    drawn.current.points = stroke.path.length;
  }, [stroke, length]);
  return <FrameCanvas canvas={canvas} />;
}

function startStroke(context: CanvasRenderingContext2D, { base, color, erases, size }: Stroke): void {
  context.globalCompositeOperation = 'source-over';
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  const bitmap = base ? maskBitmaps.of(base, color) : null;
  if (bitmap) context.drawImage(bitmap.canvas, bitmap.x, bitmap.y);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.lineWidth = size;
  context.strokeStyle = color;
  context.globalCompositeOperation = erases ? 'destination-out' : 'source-over';
}

function PreviewCanvas() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const preview = useSmartStore((state) => state.preview);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    const bitmap = preview ? maskBitmaps.of(preview, paintColor()) : null;
    if (bitmap) context.drawImage(bitmap.canvas, bitmap.x, bitmap.y);
  }, [preview]);
  return <FrameCanvas canvas={canvas} />;
}

function FrameCanvas({ canvas }: { canvas: RefObject<HTMLCanvasElement | null> }) {
  const metadata = useVideoStore((state) => state.metadata);
  const { scale, x, y } = useViewStore((state) => state.view);
  return (
    <canvas
      ref={canvas}
      className={classes['live']}
      width={metadata?.width ?? 1}
      height={metadata?.height ?? 1}
      style={{ transform: `translate(${x}px, ${y}px) scale(${scale})` }}
      data-testid="live-mask"
      aria-hidden
    />
  );
}
