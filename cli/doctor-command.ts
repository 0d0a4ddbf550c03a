import { diagnose, type Diagnosis } from '../server/inference/doctor.ts';
import { APP_VERSION } from './app-info.ts';
import { CommandFailed } from './command-failed.ts';
import { printFacts } from './facts.ts';

/** `vdf doctor`: what works on this machine and what to do where it does not. Throws `CommandFailed` when something needed is missing. */
export async function doctorCommand(options: { json?: boolean }): Promise<void> {
  const diagnosis = await diagnose(APP_VERSION, process.env['DATA_DIR'] || 'data');
  if (options.json) process.stdout.write(`${JSON.stringify(diagnosis, null, 2)}\n`);
  else print(diagnosis);
  if (diagnosis.faults.some(({ serious }) => serious)) throw new CommandFailed('something that is needed is missing');
}

function print({ versions, backends, models, disk, faults }: Diagnosis): void {
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const files = models.flatMap((model) => model.files.map((file) => ({ id: model.id, ...file })));
  printFacts([
    ...Object.entries(versions).map(([name, version]) => [name, version ?? 'not installed'] as const),
    ...backends.map((probe) => [probe.backend, probe.works ? 'works' : 'does not work'] as const),
    ...files.map(
      ({ id, role, state, sha256 }) => [`${id} ${role}`, `${state} (sha256 ${sha256.slice(0, 12)}…)`] as const,
    ),
    ['data folder', `${disk.folder}: ${gigabytes(disk.freeBytes)} free of ${gigabytes(disk.totalBytes)}`],
  ]);
  process.stdout.write(faults.length === 0 ? '\nEverything works.\n' : '\n');
  for (const { serious, what, todo } of faults)
    process.stdout.write(`${serious ? 'Fault' : 'Could be better'}: ${what}\n  ${todo}\n`);
}
