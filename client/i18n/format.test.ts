import { afterEach, expect, it } from 'vitest';
import {
  formatBytes,
  formatDate,
  formatDuration,
  formatMoney,
  formatPercent,
  formatRate,
  formatTimecode,
} from './format.ts';
import { useLanguageStore } from './language.ts';
import { formatCount } from './plural.ts';
import { forcedBackend } from '../engine/launch-options.ts';

afterEach(() => useLanguageStore.setState({ language: 'en' }));

/** Intl writes non-breaking spaces; plain ones are easier to read here. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

const BYTES = [512, 44_587_283, 123_456_789, 999_960, 99_960];
const SECONDS = [2.069, 9.97, 42, 59.7, 125, 4320];

it('writes numbers as people read them in English', () => {
  expect(BYTES.map(formatBytes)).toEqual(['512 bytes', '44.6 MB', '123 MB', '1.0 MB', '100 kB']);
  expect(SECONDS.map(formatDuration)).toEqual([
    '2.1 sec',
    '10 sec',
    '42 sec',
    '1 min 0 sec',
    '2 min 5 sec',
    '1 hr 12 min',
  ]);
  expect([25, 30000 / 1001, 0.5].map(formatRate)).toEqual(['25', '29.97', '0.5']);
  expect([formatCount(1, 'frame'), formatCount(1200, 'frame')]).toEqual(['1 frame', '1,200 frames']);
  expect([formatMoney(1234.5, 'EUR'), formatPercent(0.7)]).toEqual(['€1,234.50', '70%']);
  expect(formatDate('2026-11-23T12:00:00Z')).toBe('Nov 23, 2026');
});

it('writes numbers as people read them in Russian', () => {
  useLanguageStore.setState({ language: 'ru' });
  expect(BYTES.map(formatBytes).map(plain)).toEqual(['512 байт', '44,6 МБ', '123 МБ', '1,0 МБ', '100 кБ']);
  expect(SECONDS.map(formatDuration).map(plain)).toEqual([
    '2,1 с',
    '10 с',
    '42 с',
    '1 мин 0 с',
    '2 мин 5 с',
    '1 ч 12 мин',
  ]);
  expect([25, 30000 / 1001, 0.5].map(formatRate)).toEqual(['25', '29,97', '0,5']);
  expect([1, 3, 5, 21, 1200].map((count) => plain(formatCount(count, 'frame')))).toEqual([
    '1 кадр',
    '3 кадра',
    '5 кадров',
    '21 кадр',
    '1 200 кадров',
  ]);
  expect([formatMoney(1234.5, 'USD'), formatPercent(0.7)].map(plain)).toEqual(['1 234,50 $', '70 %']);
  expect(formatDate('2026-11-23T12:00:00Z')).toContain('2026');
});

it('writes timecodes alike in every language', () => {
  expect([0, 61.0334, 3725.5, -0.25].map(formatTimecode)).toEqual(['0:00.000', '1:01.033', '1:02:05.500', '-0:00.250']);
});

it('takes the backend from the address, and only one that exists', () => {
  expect(['?backend=wasm', '?backend=webgpu', '?backend=cuda', ''].map(forcedBackend)).toEqual([
    'wasm',
    'webgpu',
    null,
    null,
  ]);
});
