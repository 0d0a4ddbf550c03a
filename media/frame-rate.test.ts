import { describe, expect, it } from 'vitest';
import { frameRate } from './frame-rate.ts';

const at = (fps: number, count = 50) => Array.from({ length: count }, (_, rank) => rank / fps);
const milliseconds = (times: readonly number[]) => times.map((time) => Math.round(time * 1000) / 1000);

describe('frameRate', () => {
  it('sees through the rounding of containers', () => {
    for (const fps of [23.976, 24, 25, 29.97, 30, 50, 59.94, 60, 120, 240]) {
      const exact = Number.isInteger(fps) ? fps : (Math.round(fps) * 1000) / 1001;
      expect(frameRate(at(exact), 1)).toEqual({ nominalFps: fps, variableFps: false });
      expect(frameRate(milliseconds(at(exact, 2000)), 1)).toEqual({ nominalFps: fps, variableFps: false });
    }
  });

  it('calls intervals that differ variable, and takes the commonest rate', () => {
    const times = at(25);
    const paused = [...times, ...times.map((time) => time + 3)];
    expect(frameRate(paused, 5)).toEqual({ nominalFps: 25, variableFps: true });
  });

  it('takes a single frame at the rate of its own length', () => {
    expect(frameRate([0], 0.5)).toEqual({ nominalFps: 2, variableFps: false });
    expect(frameRate([0], 0)).toEqual({ nominalFps: 25, variableFps: false });
  });
});
