const KEY = 'vdf-upload-speed';

/** What browsers tell of the line, where they do. */
interface Connection {
  /** Megabits a second, downwards. */
  readonly downlink?: number;
}

/** Keeps how fast a video went up, in bytes a second, for later estimates. */
export function noteUploadSpeed(bytesPerSecond: number): void {
  if (!(bytesPerSecond > 0)) return;
  try {
    localStorage.setItem(KEY, String(Math.round(bytesPerSecond)));
  } catch {
    // A browser that keeps nothing measures it again the next time.
  }
}

/**
 * Bytes a second that go up, roughly: what an earlier upload measured, or else what the browser says of the line, of which most carry far less
 * upwards than downwards. null where nothing is known.
 */
export function uploadSpeed(): number | null {
  const measured = Number(readSpeed());
  if (measured > 0) return measured;
  const { downlink } = (navigator as { connection?: Connection }).connection ?? {};
  return downlink === undefined || downlink <= 0 ? null : ((downlink * 1e6) / 8) * UPWARDS;
}

/** Share of a common line's speed that it has upwards. */
const UPWARDS = 0.25;

function readSpeed(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // No storage, or none allowed.
  }
}
