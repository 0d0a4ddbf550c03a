import { ForgeError } from '../../core/errors.ts';
import type { WorkerConfig } from '../../server/config.ts';
import type { BackendProbe } from '../../node/segmenter/segmenter-probe.ts';
import type { JobsDiagnosis } from '../doctor/doctor-jobs.ts';
import { diagnose, type Diagnosis } from '../doctor/doctor.ts';
import { APP_VERSION } from '../app-info.ts';
import { CommandFailed } from '../terminal/command-failed.ts';
import { printFacts } from '../terminal/print-facts.ts';
import { taskSlots } from '../../node/segmenter/slots.ts';
import { readServerSettings } from '../server-settings.ts';

/**
 * `vdf doctor`: checks this machine and says how to fix what does not work. Throws `CommandFailed` when
 * something needed is missing.
 */
export async function doctorCommand(options: { json?: boolean }): Promise<void> {
  const { dataDir, worker } = serverSettings();
  const diagnosis = await diagnose(APP_VERSION, dataDir, worker);
  if (options.json) process.stdout.write(`${JSON.stringify(diagnosis, null, 2)}\n`);
  else print(diagnosis);
  if (diagnosis.faults.some(({ serious }) => serious)) throw new CommandFailed('something that is needed is missing');
}

function print({ versions, backends, jobs, models, disk, faults }: Diagnosis): void {
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const files = models.flatMap((model) => model.files.map((file) => ({ id: model.id, ...file })));
  printFacts([
    ...Object.entries(versions).map(([name, version]) => [name, version ?? 'not installed'] as const),
    ...backends.map((probe) => [probe.backend, backendFact(probe)] as const),
    ['jobs', jobs ? jobsFact(jobs) : 'the settings of the server are wrong'] as const,
    ...(jobs?.passedOver ?? []).map(({ device, reason }) => [`  not on ${device}`, reason] as const),
    ...files.map(
      ({ id, role, state, sha256 }) => [`${id} ${role}`, `${state} (sha256 ${sha256.slice(0, 12)}…)`] as const,
    ),
    ['data folder', `${disk.folder}: ${gigabytes(disk.freeBytes)} free of ${gigabytes(disk.totalBytes)}`],
  ]);
  process.stdout.write(faults.length === 0 ? '\nEverything works.\n' : '\n');
  for (const { serious, what, todo } of faults)
    process.stdout.write(`${serious ? 'Fault' : 'Could be better'}: ${what}\n  ${todo}\n`);
}

/** The settings of the server on this machine; invalid settings are reported as one of the faults. */
function serverSettings(): { readonly dataDir: string; readonly worker: WorkerConfig | ForgeError } {
  try {
    return readServerSettings();
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    return { dataDir: process.env['DATA_DIR'] || 'data', worker: error };
  }
}

function backendFact(probe: BackendProbe): string {
  if (!probe.works) return 'does not work';
  const { precision, reason } = probe.precision;
  return `works, in ${precision} (${reason})`;
}

function jobsFact({ settings: { slots, precision, threads }, device }: JobsDiagnosis): string {
  if (slots === 0) return 'none on this server: WORKER_SLOTS is 0';
  if (device === null) return 'would fail';
  const cores = threads === 0 ? 'all cores' : `${threads} threads`;
  const asked = precision === 'auto' ? '' : ` in ${precision}`;
  return `${taskSlots(slots, device)} at a time on ${device}${asked}${device === 'cpu' ? ` with ${cores}` : ''}`;
}
