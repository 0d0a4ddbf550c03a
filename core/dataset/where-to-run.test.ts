import { describe, expect, it } from 'vitest';
import type { JobCapacity } from '../schema/api/jobs.ts';
import { recommendComputeTarget, type DeviceTime, type ComputeTargetFacts } from './compute-target.ts';

const MINUTE = 60;

const capacity: JobCapacity = {
  workers: 2,
  device: 'cuda',
  costs: { readMs: 5, encodeMs: 20, decodeMs: 5, writeMs: 50 },
  waitSeconds: 10,
  limits: { videoBytes: 1e9, videoSeconds: 3600, openJobs: 3 },
  openJobs: 0,
};

/** Facts of work that takes these seconds here and on the server, with 20 s for upload and wait. */
function facts(
  here: number | DeviceTime,
  onServer: number | null,
  changes: Partial<ComputeTargetFacts> = {},
): ComputeTargetFacts {
  return {
    here: typeof here === 'number' ? { seconds: here } : here,
    memory: { needed: 1e8, free: 1e9 },
    video: { bytes: 1e8, seconds: 600 },
    server: { capacity, uploadSeconds: 10, seconds: onServer === null ? null : onServer - 20 },
    ...changes,
  };
}

const withCapacity = (changes: Partial<JobCapacity>): Partial<ComputeTargetFacts> => ({
  server: { capacity: { ...capacity, ...changes }, uploadSeconds: 0, seconds: 1 },
});

describe('where a dataset is best made', () => {
  it('is here, where that is faster or about as fast', () => {
    expect(recommendComputeTarget(facts(100, 101))).toEqual({
      place: 'here',
      reason: 'faster-here',
      hereSeconds: 100,
      serverSeconds: 101,
      refused: { here: null, server: null },
    });
    const stays = { place: 'here', reason: 'stays-on-device' };
    expect(recommendComputeTarget(facts(100, 100))).toMatchObject(stays);
    expect(recommendComputeTarget(facts(2 * MINUTE, 20)), 'saves under two minutes').toMatchObject(stays);
    expect(recommendComputeTarget(facts(20 * MINUTE, 10 * MINUTE + 1)), 'is not twice as fast').toMatchObject(stays);
    expect(recommendComputeTarget(facts(30 * MINUTE, 29 * MINUTE))).toMatchObject(stays);
  });

  it('is the server, where that is clearly faster or this device takes too long', () => {
    const faster = { place: 'server', reason: 'faster-on-server' };
    expect(recommendComputeTarget(facts(4 * MINUTE + 2, 2 * MINUTE + 1))).toMatchObject(faster);
    expect(recommendComputeTarget(facts(31 * MINUTE, 30 * MINUTE))).toMatchObject(faster);
    expect(recommendComputeTarget(facts(31 * MINUTE, 32 * MINUTE))).toMatchObject({
      place: 'here',
      reason: 'faster-here',
    });
  });

  it('counts upload and wait as time of the server', () => {
    const far = { server: { capacity: { ...capacity, waitSeconds: 300 }, uploadSeconds: 400, seconds: 60 } };
    expect(recommendComputeTarget(facts(700, 0, far))).toMatchObject({ reason: 'faster-here', serverSeconds: 760 });
  });

  it('is the server, where this device cannot', () => {
    const cannot = { seconds: null, why: 'browser-cannot-decode' } as const;
    expect(recommendComputeTarget(facts(cannot, 100))).toEqual({
      place: 'server',
      reason: 'browser-cannot-decode',
      hereSeconds: null,
      serverSeconds: 100,
      refused: { here: 'browser-cannot-decode', server: null },
    });
    const full = { memory: { needed: 2e9, free: 1e9 } };
    expect(recommendComputeTarget(facts(10, null, full))).toMatchObject({
      place: 'server',
      reason: 'too-large-for-browser',
      hereSeconds: null,
    });
    expect(recommendComputeTarget(facts(10, 100, { memory: { needed: 2e9, free: null } })).refused.here).toBeNull();
    const slow = { seconds: null, why: 'no-gpu' } as const;
    expect(recommendComputeTarget(facts(slow, null))).toMatchObject({
      place: 'server',
      reason: 'no-gpu',
      refused: { here: null, server: null },
    });
  });

  it('is here, where the server cannot, and says why', () => {
    const here = 90 * MINUTE;
    const cases: readonly [Partial<ComputeTargetFacts>, string][] = [
      [{ server: null }, 'no-server'],
      [withCapacity({ workers: 0 }), 'no-worker'],
      [withCapacity({ openJobs: 3 }), 'too-many-jobs'],
      [{ video: { bytes: 1e9 + 1, seconds: 600 } }, 'video-too-large'],
      [{ video: { bytes: 1e9, seconds: 3601 } }, 'video-too-long'],
    ];
    for (const [changes, reason] of cases)
      expect(recommendComputeTarget(facts(here, 20, changes))).toEqual({
        place: 'here',
        reason,
        hereSeconds: here,
        serverSeconds: null,
        refused: { here: null, server: reason },
      });
  });

  it('is here, where a time is not known', () => {
    const unknown = { place: 'here', reason: 'not-measured' };
    expect(recommendComputeTarget(facts({ seconds: null, why: 'not-measured' }, 20))).toMatchObject(unknown);
    expect(recommendComputeTarget(facts(5000, null))).toMatchObject({
      ...unknown,
      hereSeconds: 5000,
      serverSeconds: null,
    });
    const noLine = { server: { capacity, uploadSeconds: null, seconds: 5 } };
    expect(recommendComputeTarget(facts(5000, 0, noLine))).toMatchObject(unknown);
  });

  it('names what hinders this device, where neither place can', () => {
    const cannot = { seconds: null, why: 'browser-cannot-decode' } as const;
    expect(recommendComputeTarget(facts(cannot, 20, withCapacity({ workers: 0 })))).toMatchObject({
      place: 'here',
      reason: 'browser-cannot-decode',
      refused: { here: 'browser-cannot-decode', server: 'no-worker' },
    });
  });
});
