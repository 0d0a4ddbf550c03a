import { useEffect, useRef, type KeyboardEvent, type RefObject } from 'react';
import type { Keyframe } from '../../../core/review/lane.ts';
import type { Track } from '../../../core/schema/project.ts';
import { useVideoStore } from '../../video/video-store.ts';
import {
  moveKeyframeTo,
  cancelKeyframeMove,
  limitsOf,
  endKeyframeMove,
  startKeyframeMove,
  useKeyframeMove,
} from './keyframe-move.ts';
import { reviewTexts } from './review-texts.ts';
import { centreOf, nearestFrameIndex, type TimelineScale } from './timeline-scale.ts';
import classes from './timeline.module.css';

interface KeyframeThumbProps {
  readonly track: Track;
  readonly keyframes: readonly Keyframe[];
  readonly scale: TimelineScale;
  readonly name: string;
}

/** A keyframe moved by the arrow keys is dropped after this pause, in milliseconds. */
const REST_MS = 700;
const PAGE = 10;

/**
 * The keyframe nearest to the shown frame as a slider of its own: the arrow keys move it, Enter drops it,
 * Escape cancels.
 */
export function KeyframeThumb({ track, keyframes, scale, name }: KeyframeThumbProps) {
  const ranks = keyframes.map(({ rank }) => rank);
  const near = useVideoStore(({ shown }) => nearestFrameIndex(ranks, shown?.rank ?? 0));
  const move = useKeyframeMove((state) => (state.move?.trackId === track.id ? state.move : null));
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => () => void stop(timer), []);
  const from = move?.from ?? near;
  if (from === null) return null;
  const at = move?.to ?? from;
  const { min, max } = limitsOf(ranks, from, scale.frames);
  const onKeyDown = (event: KeyboardEvent) => {
    const targets: Readonly<Record<string, number>> = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      PageDown: at - PAGE,
      PageUp: at + PAGE,
      Home: min,
      End: max,
    };
    const target = targets[event.key];
    const ends = move && (event.key === 'Enter' || event.key === 'Escape');
    if ((target === undefined && !ends) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    // The page uses the same keys for other actions.
    event.stopPropagation();
    stop(timer);
    if (event.key === 'Enter') endKeyframeMove();
    else if (event.key === 'Escape') cancelKeyframeMove();
    else if (target !== undefined && (move || startKeyframeMove(track.id, from))) {
      moveKeyframeTo(target);
      timer.current = setTimeout(() => {
        timer.current = null;
        endKeyframeMove();
      }, REST_MS);
    }
  };
  return (
    <div
      className={classes['thumb']}
      style={{ left: centreOf(at, scale) }}
      role="slider"
      tabIndex={0}
      title={reviewTexts.keyframeHint}
      aria-label={reviewTexts.keyframeOf(name)}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={at}
      aria-valuetext={reviewTexts.frame(at)}
      onKeyDown={onKeyDown}
      onBlur={() => {
        // Not a keyframe that the pointer drags.
        if (stop(timer)) endKeyframeMove();
      }}
    />
  );
}

/** Stops the timer of the pause. Returns whether it was running. */
function stop(timer: RefObject<ReturnType<typeof setTimeout> | null>): boolean {
  if (timer.current === null) return false;
  clearTimeout(timer.current);
  timer.current = null;
  return true;
}
