import type { NodeBackend } from './ort-node-runtime.ts';

/**
 * A second task keeps a graphics card busy while the first one decodes or writes; on the CPU they would only
 * take turns.
 */
export const GPU_TASK_SLOTS = 2;

/**
 * Tasks that a process works on at once.
 *
 * @param wanted by the settings; null leaves it to the device
 * @param device null where it is not known yet
 */
export const taskSlots = (wanted: number | null, device: NodeBackend | null): number =>
  wanted ?? (device === null || device === 'cpu' ? 1 : GPU_TASK_SLOTS);
