import { frameIndex, type FrameIndex } from '../schema/brands.ts';
import { planTracks, sweepFrames, type FrameTask, type TrackPlan } from './plan.ts';
import type { PropagationRequest } from './types.ts';

/**
 * Cuts a request at labelled frames into parts that need nothing of each other: what all parts together give is what the whole gives, label by
 * label, wherever each of them runs. A part begins with the frame that it is cut at. A request that cannot be cut is its own only part.
 *
 * @param maxParts at most so many, with about the same number of frames to encode in each
 */
export function cutRequest(request: PropagationRequest, maxParts: number): PropagationRequest[] {
  const plans = planTracks(request);
  const cuts = chosenCuts(possibleCuts(plans), plans, maxParts);
  if (cuts.length === 0) return [request];
  const starts = [0, ...cuts];
  return starts
    .map((from, at) => partOf(request, from, (cuts[at] ?? Infinity) - 1))
    .filter(({ tracks }) => tracks.length > 0);
}

/** Labelled frames across which no track is carried, ascending. */
function possibleCuts(plans: readonly TrackPlan[]): FrameIndex[] {
  const spans = plans.flatMap(({ tasks }) => [...tasks].map(([frame, task]) => spanOf(frame, task)));
  const labelled = new Set(plans.flatMap(({ track }) => track.labels.map(({ frame }) => frame)));
  return [...labelled]
    .filter((cut) => cut > 0 && !spans.some(([from, to]) => from < cut && cut < to))
    .sort((a, b) => a - b);
}

/** The first and the last frame that a task looks at. */
function spanOf(frame: FrameIndex, task: FrameTask): readonly [number, number] {
  if (task.kind === 'carry')
    return [Math.min(frame, task.from, task.other ?? frame), Math.max(frame, task.from, task.other ?? frame)];
  return task.kind === 'blend' ? [task.before, task.after] : [frame, frame];
}

/** Those of the cuts that divide the frames most evenly. */
function chosenCuts(cuts: readonly FrameIndex[], plans: readonly TrackPlan[], maxParts: number): FrameIndex[] {
  const visited = (['forwards', 'backwards'] as const).flatMap((direction) => sweepFrames(plans, direction));
  visited.sort((a, b) => a - b);
  const before = (cut: number) => visited.filter((frame) => frame < cut).length;
  const chosen = new Set<FrameIndex>();
  for (let part = 1; part < maxParts; part++) {
    const wanted = (visited.length * part) / maxParts;
    const distance = (cut: FrameIndex) => Math.abs(before(cut) - wanted);
    const [best] = [...cuts].sort((a, b) => distance(a) - distance(b));
    // Where a part would have nothing to carry, there is nothing to win.
    if (best !== undefined && before(best) > 0 && before(best) < visited.length) chosen.add(best);
  }
  return [...chosen].sort((a, b) => a - b);
}

/** What a request asks for on the frames of a stretch; every label goes along, since each is memory. */
function partOf({ tracks, targets }: PropagationRequest, from: number, to: number): PropagationRequest {
  const within = targets.filter((frame) => frame >= from && frame <= to);
  const parts = tracks.flatMap((track) => {
    const first = Math.max(from, track.range?.from ?? 0);
    const last = Math.min(to, track.range?.to ?? Infinity);
    if (first > last) return [];
    const range = { from: frameIndex(first), to: frameIndex(Math.min(last, Number.MAX_SAFE_INTEGER)) };
    const part = { ...track, range };
    return planTracks({ tracks: [part], targets: within })[0]?.tasks.size ? [part] : [];
  });
  return { tracks: parts, targets: within };
}
