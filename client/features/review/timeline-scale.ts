/** Frames along a width in pixels: every frame has the same width. */
export interface TimelineScale {
  readonly width: number;
  readonly frames: number;
}

/** The left edge of a frame, in pixels; for the frame count, the right end. */
export const leftOf = (rank: number, { width, frames }: TimelineScale): number => (rank / Math.max(1, frames)) * width;

/** The middle of a frame, in pixels. */
export const centreOf = (rank: number, scale: TimelineScale): number => leftOf(rank + 0.5, scale);

/** The frame index at a position in pixels, limited to the first and last frame. */
export function frameIndexAt(x: number, { width, frames }: TimelineScale): number {
  const rank = Math.floor((x / Math.max(1, width)) * frames);
  return Math.min(Math.max(0, rank), Math.max(0, frames - 1));
}

/** The nearest of ascending frame indices; null where there are none. Of two equally near ones the earlier. */
export function nearestFrameIndex(ranks: readonly number[], rank: number): number | null {
  let nearest: number | null = null;
  for (const each of ranks) {
    if (nearest !== null && Math.abs(each - rank) >= Math.abs(nearest - rank)) break;
    nearest = each;
  }
  return nearest;
}

/** Distance of ruler ticks in seconds: a round number with about `count` of them in `duration`. */
export function tickStep(duration: number, count: number): number {
  const wish = duration / Math.max(1, count);
  const steps = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
  return steps.find((step) => step >= wish) ?? 7200;
}

/** A tick of the ruler: seconds since the first frame, and the frame shown at that time. */
interface Tick {
  readonly seconds: number;
  readonly rank: number;
}

/**
 * Ticks at round times, placed at the frame shown then: with a variable rate they are not evenly spaced.
 * Where frames are long, several ticks would overlap: only the first is kept.
 *
 * @param timestamps presentation timestamps of all frames in seconds
 * @param tickRoom approximate pixels between two ticks; `labelWidth` is the width of a label in pixels
 */
export function rulerTicks(
  timestamps: readonly number[],
  width: number,
  { tickRoom, labelWidth }: { readonly tickRoom: number; readonly labelWidth: number },
): { readonly step: number; readonly ticks: readonly Tick[] } {
  const start = timestamps[0] ?? 0;
  const duration = (timestamps.at(-1) ?? 0) - start;
  const step = tickStep(duration, width / tickRoom);
  const room = (labelWidth / Math.max(1, width)) * timestamps.length;
  const ticks: Tick[] = [];
  let rank = 0;
  for (let at = 0; at * step <= duration; at += 1) {
    const time = start + at * step - 0.0005;
    while (rank < timestamps.length - 1 && (timestamps[rank] ?? 0) < time) rank += 1;
    if (rank - (ticks.at(-1)?.rank ?? -Infinity) >= room) ticks.push({ seconds: at * step, rank });
  }
  return { step, ticks };
}
