import { currentLanguage } from './language.ts';
import { formatNumber } from './plural.ts';

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Bytes in a readable unit: "44.6 MB", "44,6 МБ". */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let size = 0;
  // From 999.5 on, rounding would show a thousand of the smaller unit.
  while (value >= (size === 0 ? 1000 : 999.5) && size < BYTE_UNITS.length - 1) {
    value /= 1000;
    size += 1;
  }
  const unitDisplay = size === 0 ? 'long' : 'short';
  const digits = size === 0 || value >= 99.95 ? 0 : 1;
  return inUnit(value, BYTE_UNITS[size] ?? 'byte', { unitDisplay, ...exactly(digits) });
}

/** Seconds as m:ss.mmm, or h:mm:ss.mmm from an hour on: the same in every language, as in video editors. */
export function formatTimecode(seconds: number): string {
  const milliseconds = Math.round(Math.abs(seconds) * 1000);
  const part = (divisor: number, modulus: number, digits: number) =>
    String(Math.floor(milliseconds / divisor) % modulus).padStart(digits, '0');
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = hours > 0 ? `${hours}:${part(60_000, 60, 2)}` : part(60_000, 60, 1);
  return `${seconds < 0 ? '-' : ''}${minutes}:${part(1000, 60, 2)}.${part(1, 1000, 3)}`;
}

/** A duration (seconds) in words: "8.3 sec", "2 min 5 sec", "1 hr 12 min"; "8,3 с", "1 ч 12 мин". */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return inUnit(seconds, 'second', exactly(1));
  const whole = Math.round(seconds);
  if (whole < 60) return inUnit(whole, 'second');
  if (whole < 3600) return `${inUnit(Math.floor(whole / 60), 'minute')} ${inUnit(whole % 60, 'second')}`;
  return `${inUnit(Math.floor(whole / 3600), 'hour')} ${inUnit(Math.floor((whole % 3600) / 60), 'minute')}`;
}

/** A frame rate with as many digits as it needs: 25, 29.97, 0.5. */
export function formatRate(framesPerSecond: number): string {
  return formatNumber(framesPerSecond, { maximumFractionDigits: framesPerSecond < 1 ? 2 : 3 });
}

/** A share of 1 in per cent: "70%", "70 %". */
export const formatPercent = (share: number): string => formatNumber(share, { style: 'percent' });

/** A day: "Nov 23, 2026", "23 нояб. 2026 г.". */
export const formatDate = (iso: string): string =>
  new Date(iso).toLocaleDateString(currentLanguage(), { dateStyle: 'medium' });

/** A day and the time of day. */
export const formatDateTime = (iso: string): string =>
  new Date(iso).toLocaleString(currentLanguage(), { dateStyle: 'medium', timeStyle: 'short' });

/** A moment to the second, for events that follow each other quickly. */
export const formatMoment = (iso: string): string =>
  new Date(iso).toLocaleString(currentLanguage(), { dateStyle: 'medium', timeStyle: 'medium' });

/** An amount with its currency (ISO 4217 code): "$5.00", "5,00 $". */
export const formatMoney = (amount: number, currency: string): string =>
  formatNumber(amount, { style: 'currency', currency });

/** A unit price with as many digits as it needs: "$5.00", "$0.0005". */
export const formatUnitPrice = (amount: number, currency: string): string =>
  formatNumber(amount, { style: 'currency', currency, maximumFractionDigits: 6 });

const exactly = (digits: number) => ({ minimumFractionDigits: digits, maximumFractionDigits: digits });

const inUnit = (value: number, unit: string, options: Intl.NumberFormatOptions = {}): string =>
  formatNumber(value, { style: 'unit', unit, unitDisplay: 'short', ...options });
