import { create } from 'zustand';
import { frameIndex, type TrackId } from '../../../core/schema/brands.ts';
import { userFrames } from '../../../core/project/user-labels.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { videoClient } from '../../video/video-client.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { tryDispatch } from '../../project/edit-attempt.ts';

/** A keyframe being moved to another frame, by mouse or keyboard. The project changes when it is dropped. */
interface KeyframeMove {
  readonly trackId: TrackId;
  readonly from: number;
  readonly to: number;
  /** The frames it can move to: between the neighbouring keyframes, which it must not replace. */
  readonly min: number;
  readonly max: number;
}

interface MoveState {
  readonly move: KeyframeMove | null;
  /** Aborted when the active press of the pointer on a lane ends; null before the first. */
  readonly press: AbortController | null;
}

export const useKeyframeMove = create<MoveState>()(() => ({ move: null, press: null }));

/** The frames that a keyframe of a track can move to, inclusive. */
export function limitsOf(keyframes: readonly number[], from: number, frames: number) {
  const before = keyframes.findLast((rank) => rank < from);
  const after = keyframes.find((rank) => rank > from);
  return { min: before === undefined ? 0 : before + 1, max: (after ?? frames) - 1 };
}

/** Starts moving a keyframe. Returns whether that is possible: not while labels are being propagated. */
export function startKeyframeMove(trackId: TrackId, from: number): boolean {
  const { project, locked } = useProjectStore.getState();
  const track = project?.tracks.find(({ id }) => id === trackId);
  if (!project || !track || locked) return false;
  const limits = limitsOf(userFrames(track), from, project.video.frameCount);
  useKeyframeMove.setState({ move: { trackId, from, to: from, ...limits } });
  return true;
}

/** Moves the grabbed keyframe to a frame, or as near to it as possible, and shows that frame. */
export function moveKeyframeTo(rank: number): void {
  const { move } = useKeyframeMove.getState();
  if (!move) return;
  const to = Math.min(Math.max(rank, move.min), move.max);
  if (to !== move.to) useKeyframeMove.setState({ move: { ...move, to } });
  if (useVideoStore.getState().shown?.rank !== to) videoClient.seek(to);
}

/** Drops the keyframe at its current frame: one edit. */
export function endKeyframeMove(): void {
  const { move } = useKeyframeMove.getState();
  useKeyframeMove.setState({ move: null });
  if (!move || move.to === move.from) return;
  const { trackId, from, to } = move;
  tryDispatch({ type: 'keyframe.move', trackId, frame: frameIndex(from), to: frameIndex(to) });
}

/** Cancels the move. */
export function cancelKeyframeMove(): void {
  const { move } = useKeyframeMove.getState();
  useKeyframeMove.setState({ move: null });
  if (move) videoClient.seek(move.from);
}
