import { expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatRate, formatTimecode } from './format.ts';
import { forcedBackend } from './launch-options.ts';

it('writes numbers as people read them', () => {
  expect([512, 44_587_283, 123_456_789].map(formatBytes)).toEqual(['512 bytes', '44.6 MB', '123 MB']);
  expect([0, 61.0334, 3725.5, -0.25].map(formatTimecode)).toEqual(['0:00.000', '1:01.033', '1:02:05.500', '-0:00.250']);
  expect([2.069, 42, 125, 4320].map(formatDuration)).toEqual(['2.1 s', '42 s', '2 min 5 s', '1 h 12 min']);
  expect([25, 30000 / 1001, 0.5].map(formatRate)).toEqual(['25', '29.97', '0.5']);
  expect([formatCount(1, 'frame'), formatCount(1200, 'frame')]).toEqual(['1 frame', '1,200 frames']);
});

it('takes the backend from the address, and only one that exists', () => {
  expect(['?backend=wasm', '?backend=webgpu', '?backend=cuda', ''].map(forcedBackend)).toEqual([
    'wasm',
    'webgpu',
    null,
    null,
  ]);
});
