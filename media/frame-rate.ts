/** The commonest rate and whether the intervals differ. */
interface FrameRate {
  readonly nominalFps: number;
  readonly variableFps: boolean;
}

/** Rate assumed for a single frame without a duration. */
const DEFAULT_FPS = 25;
/**
 * Containers round timestamps, Matroska and FLV to milliseconds: two roundings make a difference of up to 2
 * ms between intervals.
 */
const ROUNDING_SECONDS = 0.002;

/**
 * The rate of ascending timestamps (seconds): the median interval decides, refined by the mean of the
 * intervals like it, so that 33 ms and 34 ms in turn give 30 and not 30.3. `duration` is that of the whole
 * video in seconds, for videos of one frame.
 */
export function frameRate(timestamps: readonly number[], duration: number): FrameRate {
  if (timestamps.length < 2) {
    const fps = duration > 0 ? timestamps.length / duration : DEFAULT_FPS;
    return { nominalFps: fps, variableFps: false };
  }
  const intervals = timestamps.slice(1).map((time, at) => time - (timestamps[at] ?? 0));
  const median = intervals.toSorted((a, b) => a - b)[intervals.length >> 1] ?? 1 / DEFAULT_FPS;
  const alike = intervals.filter((interval) => Math.abs(interval - median) <= roundingOf(median));
  const mean = alike.reduce((total, interval) => total + interval, 0) / alike.length;
  return { nominalFps: roundFps(1 / mean), variableFps: alike.length < intervals.length };
}

/** At rates near 1000 a second the rounding must stay below the interval itself. */
const roundingOf = (interval: number): number => Math.min(ROUNDING_SECONDS, interval / 3);

/** Rates within a thousandth of a whole number or of its NTSC relative (× 1000 / 1001) are that rate. */
function roundFps(fps: number): number {
  const whole = Math.round(fps);
  const ntsc = (whole * 1000) / 1001;
  if (whole > 0 && Math.abs(fps - ntsc) / fps < 3e-4) return Number(ntsc.toFixed(3));
  if (whole > 0 && Math.abs(fps - whole) / fps < 5e-4) return whole;
  return Number(fps.toFixed(3));
}
