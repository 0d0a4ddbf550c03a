import type { PointerEvent } from 'react';
import type { TrackId } from '../../../core/schema/brands.ts';
import type { Keyframe } from '../../../core/review/lane.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { videoClient } from '../../video/video-client.ts';
import {
  moveKeyframeTo,
  cancelKeyframeMove,
  endKeyframeMove,
  startKeyframeMove,
  useKeyframeMove,
} from './keyframe-move.ts';
import { centreOf, nearestFrameIndex, frameIndexAt, type TimelineScale } from './timeline-scale.ts';

/** A keyframe is grabbed within this many pixels of its middle. */
const REACH = 7;

/** Pointer handlers of a lane: a press selects the object and goes to the frame; on a keyframe it drags that. */
export function laneGestures(trackId: TrackId, keyframes: readonly Keyframe[], scale: TimelineScale) {
  const rankUnder = (event: PointerEvent<HTMLElement>) => frameIndexAt(placeOf(event), scale);
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      endPress();
      const press = new AbortController();
      useKeyframeMove.setState({ press });
      window.addEventListener('keydown', takeBack, { capture: true, signal: press.signal });
      useProjectStore.getState().select(trackId);
      const keyframe = keyframeAt(placeOf(event), keyframes, scale);
      if (keyframe !== null && startKeyframeMove(trackId, keyframe)) videoClient.seek(keyframe);
      else videoClient.seek(keyframe ?? rankUnder(event));
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
      if (useKeyframeMove.getState().move) moveKeyframeTo(rankUnder(event));
      else videoClient.seek(rankUnder(event));
    },
    onPointerUp() {
      endPress();
      endKeyframeMove();
    },
    onPointerCancel() {
      endPress();
      cancelKeyframeMove();
    },
  };
}

const endPress = () => useKeyframeMove.getState().press?.abort();

function takeBack(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || !useKeyframeMove.getState().move) return;
  event.preventDefault();
  // The page uses the same key for another action.
  event.stopPropagation();
  cancelKeyframeMove();
}

const placeOf = (event: PointerEvent<HTMLElement>) => event.clientX - event.currentTarget.getBoundingClientRect().left;

function keyframeAt(x: number, keyframes: readonly Keyframe[], scale: TimelineScale): number | null {
  const ranks = keyframes.map(({ rank }) => rank);
  const nearest = nearestFrameIndex(ranks, frameIndexAt(x, scale));
  return nearest !== null && Math.abs(centreOf(nearest, scale) - x) <= REACH ? nearest : null;
}
