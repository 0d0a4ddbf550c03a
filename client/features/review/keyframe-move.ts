import { create } from 'zustand';
import { frameIndex, type TrackId } from '../../../core/schema/brands.ts';
import { userFrames } from '../../../core/project/user-labels.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { seek } from '../../video/video-client.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { tryDispatch } from '../../project/edit-attempt.ts';

/** A keyframe on its way to another frame, by mouse or keyboard. The project changes when it has arrived. */
export interface KeyframeMove {
  readonly trackId: TrackId;
  readonly from: number;
  readonly to: number;
  /** Where it can go: between the keyframes beside it, which it must not replace. */
  readonly min: number;
  readonly max: number;
}

interface MoveState {
  readonly move: KeyframeMove | null;
}

export const useKeyframeMove = create<MoveState>()(() => ({ move: null }));

/** Where a keyframe of a track can go, inclusive. */
export function limitsOf(keyframes: readonly number[], from: number, frames: number) {
  const before = keyframes.findLast((rank) => rank < from);
  const after = keyframes.find((rank) => rank > from);
  return { min: before === undefined ? 0 : before + 1, max: (after ?? frames) - 1 };
}

/** Takes hold of a keyframe. While labels are being propagated nothing can be taken. Returns whether it was. */
export function takeKeyframe(trackId: TrackId, from: number): boolean {
  const { project, locked } = useProjectStore.getState();
  const track = project?.tracks.find(({ id }) => id === trackId);
  if (!project || !track || locked) return false;
  const limits = limitsOf(userFrames(track), from, project.video.frameCount);
  useKeyframeMove.setState({ move: { trackId, from, to: from, ...limits } });
  return true;
}

/** Carries the keyframe that was taken to a frame, or as near to it as it can go, and shows that frame. */
export function carryTo(rank: number): void {
  const { move } = useKeyframeMove.getState();
  if (!move) return;
  const to = Math.min(Math.max(rank, move.min), move.max);
  if (to !== move.to) useKeyframeMove.setState({ move: { ...move, to } });
  if (useVideoStore.getState().shown?.rank !== to) seek(to);
}

/** Puts the keyframe down where it is: one edit. */
export function putDown(): void {
  const { move } = useKeyframeMove.getState();
  useKeyframeMove.setState({ move: null });
  if (!move || move.to === move.from) return;
  const { trackId, from, to } = move;
  tryDispatch({ type: 'keyframe.move', trackId, frame: frameIndex(from), to: frameIndex(to) });
}

/** Leaves the keyframe where it was. */
export function letGo(): void {
  const { move } = useKeyframeMove.getState();
  useKeyframeMove.setState({ move: null });
  if (move) seek(move.from);
}
