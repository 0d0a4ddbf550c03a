import { describe, expect, it } from 'vitest';
import { diagnoseJobs, jobFaults } from './doctor-jobs.ts';
import { CPU_PRECISION, type BackendProbe } from '../../node/segmenter/segmenter-probe.ts';

const NO_CARD: readonly BackendProbe[] = [
  { backend: 'cuda', works: false, reason: 'there is no card.' },
  { backend: 'webgpu', works: false, reason: 'there is no driver' },
  { backend: 'cpu', works: true, precision: CPU_PRECISION },
];
const CARD: readonly BackendProbe[] = NO_CARD.map((probe) =>
  probe.backend === 'cuda' ? { backend: 'cuda', works: true, precision: CPU_PRECISION } : probe,
);
const settings = { slots: 1, device: 'auto', precision: 'auto', threads: 0 } as const;

describe('what jobs would run on', () => {
  it('is the best device that works, with why not on the better ones', () => {
    const jobs = diagnoseJobs(settings, NO_CARD);
    expect(jobs).toMatchObject({
      device: 'cpu',
      passedOver: [
        { device: 'cuda', reason: 'there is no card' },
        { device: 'webgpu', reason: 'there is no driver' },
      ],
    });
    expect(jobFaults(jobs, NO_CARD)).toEqual([]);
    expect(diagnoseJobs(settings, CARD)).toMatchObject({ device: 'cuda', passedOver: [] });
  });

  it('is what WORKER_DEVICE says, and could be better where a better one works', () => {
    const jobs = diagnoseJobs({ ...settings, device: 'cpu' }, CARD);
    expect(jobs.device).toBe('cpu');
    expect(jobs.passedOver[0]).toEqual({ device: 'cuda', reason: 'WORKER_DEVICE is cpu' });
    expect(jobFaults(jobs, CARD)).toMatchObject([
      { serious: false, what: expect.stringContaining('cuda works here') as string },
    ]);
  });

  it('is nothing where WORKER_DEVICE names what does not work: a fault, unless no jobs are wanted here', () => {
    const jobs = diagnoseJobs({ ...settings, device: 'cuda' }, NO_CARD);
    expect(jobs.device).toBeNull();
    expect(jobFaults(jobs, NO_CARD)).toMatchObject([
      { serious: true, todo: expect.stringContaining('auto') as string },
    ]);
    const none = diagnoseJobs({ ...settings, device: 'cuda', slots: 0 }, NO_CARD);
    expect(jobFaults(none, NO_CARD)).toEqual([]);
  });
});
