/** Bytes in the unit that people read: 44.6 MB. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 100 ? 1 : 0)} ${units[unit]}`;
}

/** Seconds as m:ss.mmm, or h:mm:ss.mmm from an hour on. */
export function formatTimecode(seconds: number): string {
  const milliseconds = Math.round(Math.abs(seconds) * 1000);
  const part = (divisor: number, modulus: number, digits: number) =>
    String(Math.floor(milliseconds / divisor) % modulus).padStart(digits, '0');
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = hours > 0 ? `${hours}:${part(60_000, 60, 2)}` : part(60_000, 60, 1);
  return `${seconds < 0 ? '-' : ''}${minutes}:${part(1000, 60, 2)}.${part(1, 1000, 3)}`;
}

/** A stretch of time in words: "8.3 s", "2 min 5 s", "1 h 12 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A frame rate with as many digits as it needs: 25, 29.97, 0.5. */
export function formatRate(framesPerSecond: number): string {
  return String(Number(framesPerSecond.toFixed(framesPerSecond < 1 ? 2 : 3)));
}

export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? singular : plural}`;
}

/** A day in the person's own way of writing: "23 Nov 2026". */
export const formatDate = (iso: string): string => new Date(iso).toLocaleDateString(undefined, { dateStyle: 'medium' });

export const formatDateTime = (iso: string): string =>
  new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** An amount with its currency: "€5.00". */
export const formatMoney = (amount: number, currency: string): string =>
  amount.toLocaleString('en', { style: 'currency', currency });
