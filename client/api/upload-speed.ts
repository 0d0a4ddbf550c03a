const KEY = 'vdf-upload-speed';

/** The browser's estimate of the connection, where it has one. */
interface Connection {
  /** Downlink in megabits a second. */
  readonly downlink?: number;
}

/** Stores the speed of an upload, in bytes a second, for later estimates. */
export function storeUploadSpeed(bytesPerSecond: number): void {
  if (!(bytesPerSecond > 0)) return;
  try {
    localStorage.setItem(KEY, String(Math.round(bytesPerSecond)));
  } catch {
    // A browser without storage measures it again the next time.
  }
}

/**
 * Approximate upload speed in bytes a second: as measured by an earlier upload, or else derived from the
 * browser's estimate of the downlink, since most connections are much slower upwards. null when neither is
 * known.
 */
export function uploadSpeed(): number | null {
  const measured = Number(readSpeed());
  if (measured > 0) return measured;
  const { downlink } = (navigator as { connection?: Connection }).connection ?? {};
  return downlink === undefined || downlink <= 0 ? null : ((downlink * 1e6) / 8) * UPWARDS;
}

/** Share of a common connection's downlink speed that its uplink has. */
const UPWARDS = 0.25;

function readSpeed(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // No storage, or none allowed.
  }
}
