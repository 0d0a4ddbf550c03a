import type { JobDevice } from '../../../core/schema/api/jobs.ts';

/** Names of devices, the same in every language. */
export const DEVICE_NAMES: Readonly<Record<JobDevice, string>> = { cuda: 'CUDA', webgpu: 'WebGPU', cpu: 'CPU' };
