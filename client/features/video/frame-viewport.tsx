import { useResizeObserver } from '@mantine/hooks';
import { useEffect, useLayoutEffect, useReducer, useRef, type ReactNode } from 'react';
import { texts } from '../../i18n/texts.ts';
import { videoClient } from '../../video/video-client.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useViewStore } from '../../video/view-store.ts';
import classes from './frame-viewport.module.css';
import { usePanZoom } from './use-pan-zoom.ts';

/** From this scale on single pixels are shown as squares. */
const CRISP_SCALE = 3;

/** The frame on the screen, with zoom and pan; `children` lie over it in viewport coordinates. */
export function FrameViewport({ children }: { children: ReactNode }) {
  const element = useRef<HTMLDivElement>(null);
  const [measure, { width, height }] = useResizeObserver<HTMLDivElement>();
  const panning = usePanZoom(element, () => videoClient.togglePlay());
  useEffect(() => {
    if (width > 0 && height > 0) useViewStore.getState().setViewport({ width, height });
  }, [width, height]);
  return (
    <div
      ref={(node) => {
        element.current = node;
        return measure(node);
      }}
      className={classes['viewport']}
      data-panning={panning}
      role="group"
      aria-label={texts.frameView}
    >
      <FrameCanvas />
      {children}
    </div>
  );
}

function FrameCanvas() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useVideoStore((state) => state.shown);
  const metadata = useVideoStore((state) => state.metadata);
  const { scale, x, y } = useViewStore((state) => state.view);
  useEffect(() => {
    if (metadata) useViewStore.getState().setFrame({ width: metadata.width, height: metadata.height });
  }, [metadata]);
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  // Before the browser paints: the picture must never be visible with the labels of another frame.
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d', { alpha: false });
    if (!context) return;
    if (!shown) {
      delete context.canvas.dataset['frame'];
      return;
    }
    // The canvas keeps the frame index of its own pixels, whatever was rendered.
    if (shown.picture.drawOn(context)) context.canvas.dataset['frame'] = String(shown.rank);
    // Another frame is shown by now, so its labels are not visible either.
    else renderAgain();
  }, [shown, metadata]);
  return (
    <canvas
      ref={canvas}
      className={classes['canvas']}
      data-crisp={scale >= CRISP_SCALE}
      width={metadata?.width ?? 1}
      height={metadata?.height ?? 1}
      style={{ transform: `translate(${x}px, ${y}px) scale(${scale})` }}
    />
  );
}
