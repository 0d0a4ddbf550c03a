import type { WorkerConfig } from '../../server/config.ts';
import type { Fault } from './doctor-fault.ts';
import type { NodeBackend } from '../../node/segmenter/ort-node-runtime.ts';
import type { BackendProbe } from '../../node/segmenter/segmenter-probe.ts';

/** How a server with these settings would work on jobs on this machine. */
export interface JobsDiagnosis {
  readonly settings: WorkerConfig;
  /** null where the model does not run on the wanted device. */
  readonly device: NodeBackend | null;
  /** The better devices, the best first, and why each was passed over. */
  readonly passedOver: readonly { readonly device: NodeBackend; readonly reason: string }[];
}

/** Chooses the device that a worker would use. @param backends the best first */
export function diagnoseJobs(settings: WorkerConfig, backends: readonly BackendProbe[]): JobsDiagnosis {
  const isWanted = ({ backend }: BackendProbe) => settings.device === 'auto' || backend === settings.device;
  const at = backends.findIndex((probe) => probe.works && isWanted(probe));
  const better = at === -1 ? backends : backends.slice(0, at);
  return {
    settings,
    device: backends[at]?.backend ?? null,
    passedOver: better.map((probe) => ({
      device: probe.backend,
      reason: probe.works ? `WORKER_DEVICE is ${settings.device}` : probe.reason.replace(/\.$/, ''),
    })),
  };
}

/** Faults that keep jobs from running, or from running as well as the settings could allow. */
export function jobFaults({ settings, device, passedOver }: JobsDiagnosis, backends: readonly BackendProbe[]): Fault[] {
  if (settings.slots === 0) return [];
  if (device === null) {
    const what = `Jobs would fail: WORKER_DEVICE is ${settings.device}, and the model does not run on that.`;
    return [{ serious: true, what, todo: 'Set WORKER_DEVICE=auto, or make the device work as said below.' }];
  }
  const usable = passedOver.find((each) => backends.some((probe) => probe.works && probe.backend === each.device));
  if (!usable) return [];
  const what = `Jobs run on ${device}, although ${usable.device} works here: WORKER_DEVICE is ${settings.device}.`;
  return [{ serious: false, what, todo: 'Set WORKER_DEVICE=auto to take the best device that works.' }];
}
