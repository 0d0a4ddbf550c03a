import { act, cleanup, render } from '@testing-library/react';
import { StrictMode, useLayoutEffect } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { syntheticVideo } from '../../../core/export/testing/synthetic-frames.ts';
import { frameIndex } from '../../../core/schema/brands.ts';
import { Picture } from '../../video/picture.ts';
import { BitmapDouble } from '../../video/testing/picture.ts';
import { EMPTY_VIDEO, useVideoStore } from '../../video/video-store.ts';
import { FrameViewport } from './frame-viewport.tsx';

const metadata = syntheticVideo({ width: 64, height: 48 });
/** The frame index of each bitmap. */
const ranks = new Map<unknown, number>();
let onCanvas: number | undefined;

/** Shows a frame as the video client does: the previous one is released once the store has the new one. */
function show(rank: number): void {
  const bitmap = new BitmapDouble();
  ranks.set(bitmap, rank);
  const before = useVideoStore.getState().shown;
  useVideoStore.setState({ shown: { rank: frameIndex(rank), timestamp: rank / 10, picture: new Picture(bitmap) } });
  before?.picture.release();
}

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', function ResizeObserver() {
    return { observe: () => undefined, unobserve: () => undefined, disconnect: () => undefined };
  });
  // jsdom has no canvas; this one refuses closed bitmaps as browsers do.
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockImplementation(function (this: HTMLCanvasElement) {
    const drawImage = (bitmap: BitmapDouble) => {
      if (bitmap.closed > 0) throw new DOMException('The image source is detached', 'InvalidStateError');
      onCanvas = ranks.get(bitmap);
    };
    return { canvas: this, drawImage } as never;
  });
  onCanvas = undefined;
  useVideoStore.setState({ ...EMPTY_VIDEO, status: 'open', metadata });
  show(0);
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Placed before the frame in the page; reports what is rendered of it at each commit. */
function Before({ onCommit }: { onCommit(): void }) {
  useLayoutEffect(onCommit);
  return null;
}

const named = () => document.querySelector('canvas')?.dataset['frame'];

it('a frame that is replaced between its rendering and its drawing is never seen', () => {
  let late = true;
  const replace = () => {
    if (late) show(7);
    late = false;
  };
  render(
    <StrictMode>
      <Before onCommit={replace} />
      <FrameViewport>{null}</FrameViewport>
    </StrictMode>,
  );
  expect([onCanvas, named()]).toEqual([7, '7']);
});

it('the canvas is called by the frame whose pixels it has, through any number of steps', () => {
  render(
    <StrictMode>
      <FrameViewport>{null}</FrameViewport>
    </StrictMode>,
  );
  for (const rank of [1, 2, 30, 3]) {
    act(() => show(rank));
    expect([onCanvas, named()]).toEqual([rank, String(rank)]);
  }
  act(() => {
    show(4);
    show(5);
  });
  expect([onCanvas, named()]).toEqual([5, '5']);
});
