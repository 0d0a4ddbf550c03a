import type { FrameIndex, TrackId } from '../schema/brands.ts';
import type { PropagationRequest, PropagationTrack, UserLabel } from './types.ts';

/** The work for one track on one frame. */
export type FrameTask =
  /** The user's own label. */
  | { readonly kind: 'label'; readonly label: UserLabel }
  | { readonly kind: 'outside' }
  /**
   * Propagated from `from` (a labelled frame); `other` is the label on the far side of the gap, whose memory
   * helps.
   */
  | { readonly kind: 'carry'; readonly from: FrameIndex; readonly other: FrameIndex | null }
  /** Between two labels, where both directions meet: their votes are mixed, `share` of them from `after`. */
  | { readonly kind: 'blend'; readonly before: FrameIndex; readonly after: FrameIndex; readonly share: number };

export interface TrackPlan {
  readonly track: PropagationTrack;
  /** For each frame on which this track is wanted. */
  readonly tasks: ReadonlyMap<FrameIndex, FrameTask>;
}

/** At most this many frames around the middle of a gap are blended from both sides. */
const BLENDED_FRAMES = 2;

/**
 * Plans the task of each frame. Between two labels the nearer one is propagated; around the middle both are,
 * and are blended. Before the first label propagation runs backwards, after the last one forwards. From an
 * "outside" label on the track is empty until its next label; on the frames of `absent` it is empty, and
 * labels around them are propagated across them.
 */
export function planTracks(request: PropagationRequest): TrackPlan[] {
  return request.tracks.map((track) => ({ track, tasks: planTrack(track, request.targets) }));
}

function planTrack(track: PropagationTrack, targets: readonly FrameIndex[]): Map<FrameIndex, FrameTask> {
  const labels = [...track.labels].sort((a, b) => a.frame - b.frame);
  const { from, to } = track.range ?? { from: 0, to: Infinity };
  const wanted = [...new Set([...targets, ...labels.map((label) => label.frame)])]
    .filter((frame) => frame >= from && frame <= to)
    .sort((a, b) => a - b);
  const tasks = new Map<FrameIndex, FrameTask>();
  const gaps = new Map<UserLabel, FrameIndex[]>();
  const isAbsent = (frame: FrameIndex) => !!track.absent?.some((gone) => frame >= gone.from && frame <= gone.to);
  for (const frame of wanted) {
    const at = labels.find((label) => label.frame === frame);
    const before = labels.findLast((label) => label.frame < frame);
    const after = labels.find((label) => label.frame > frame);
    if (at) tasks.set(frame, at.outside ? { kind: 'outside' } : { kind: 'label', label: at });
    else if (isAbsent(frame)) tasks.set(frame, { kind: 'outside' });
    else if (before && !before.outside && after && !after.outside) {
      const gap = gaps.get(before);
      if (gap) gap.push(frame);
      else gaps.set(before, [frame]);
      tasks.set(frame, betweenLabels(frame, before.frame, after.frame));
    } else if (before && !before.outside) tasks.set(frame, { kind: 'carry', from: before.frame, other: null });
    else if (!before && after && !after.outside) tasks.set(frame, { kind: 'carry', from: after.frame, other: null });
    else if (before ?? after) tasks.set(frame, { kind: 'outside' });
  }
  for (const frames of gaps.values()) blendMiddle(frames, tasks);
  return tasks;
}

function betweenLabels(frame: FrameIndex, before: FrameIndex, after: FrameIndex): FrameTask {
  return frame - before <= after - frame
    ? { kind: 'carry', from: before, other: after }
    : { kind: 'carry', from: after, other: before };
}

/** Turns the last frame propagated from the left and the first one from the right into blended ones. */
function blendMiddle(frames: readonly FrameIndex[], tasks: Map<FrameIndex, FrameTask>): void {
  const right = frames.findIndex((frame) => {
    const task = tasks.get(frame);
    return task?.kind === 'carry' && task.from > frame;
  });
  const middle = right < 0 ? frames.length : right;
  const blended = frames.slice(Math.max(0, middle - BLENDED_FRAMES / 2), middle + BLENDED_FRAMES / 2);
  for (const frame of blended) {
    const task = tasks.get(frame);
    if (task?.kind !== 'carry' || task.other === null) continue;
    const [before, after] = task.from < task.other ? [task.from, task.other] : [task.other, task.from];
    tasks.set(frame, { kind: 'blend', before, after, share: (frame - before) / (after - before) });
  }
}

export type Direction = 'forwards' | 'backwards';

/** Whether a task needs work in a sweep of this direction. */
export function isInSweep(frame: FrameIndex, task: FrameTask, direction: Direction): boolean {
  if (task.kind === 'carry') return direction === 'forwards' ? task.from < frame : task.from > frame;
  return task.kind === 'blend';
}

/**
 * The label that a task's pass starts from in a sweep of this direction, and the one on the far side of the
 * gap; null where the task needs no work in it.
 */
export function passEndpoints(
  frame: FrameIndex,
  task: FrameTask,
  direction: Direction,
): { readonly near: FrameIndex; readonly far: FrameIndex | null } | null {
  if (!isInSweep(frame, task, direction)) return null;
  if (task.kind === 'carry') return { near: task.from, far: task.other };
  if (task.kind !== 'blend') return null;
  return direction === 'forwards' ? { near: task.before, far: task.after } : { near: task.after, far: task.before };
}

/** The frames that a sweep visits, in its order. */
export function sweepFrames(plans: readonly TrackPlan[], direction: Direction): FrameIndex[] {
  const frames = new Set<FrameIndex>();
  for (const { tasks } of plans)
    for (const [frame, task] of tasks) if (isInSweep(frame, task, direction)) frames.add(frame);
  return [...frames].sort((a, b) => (direction === 'forwards' ? a - b : b - a));
}

/**
 * The labelled frames whose memory some wanted frame needs, ascending: those in the plan and those just
 * outside a track's range.
 */
export function anchorFrames({ track, tasks }: TrackPlan): FrameIndex[] {
  const frames = new Set<FrameIndex>();
  for (const [frame, task] of tasks) {
    if (task.kind === 'label') frames.add(frame);
    if (task.kind === 'carry') {
      frames.add(task.from);
      if (task.other !== null) frames.add(task.other);
    }
    if (task.kind === 'blend') frames.add(task.before).add(task.after);
  }
  const visible = new Set(track.labels.filter((label) => !label.outside).map((label) => label.frame));
  return [...frames].filter((frame) => visible.has(frame)).sort((a, b) => a - b);
}

export type AnchorKey = `${TrackId}:${FrameIndex}`;
export const anchorKey = (track: TrackId, frame: FrameIndex): AnchorKey => `${track}:${frame}`;
