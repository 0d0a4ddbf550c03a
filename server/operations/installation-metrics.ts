import { Counter, Gauge, Registry } from 'prom-client';
import { jobDeviceSchema, jobStateSchema } from '../../core/schema/api/jobs.ts';
import { DURATION_BOUNDS, type JobTotalsRepo, type JobTotalsRow } from '../jobs/job-totals.repo.ts';
import type { StoredTotals, OperationsRepo, QueueLength, WorkerUse } from './operations.repo.ts';
import { TotalsHistogram } from './totals-histogram.ts';

/** `none`: no model was loaded yet. All of them are always present, so that a graph of one has no gaps. */
const DEVICES = [...jobDeviceSchema.options, 'none'] as const;

/**
 * The metrics of the whole installation, from the database: every server gives the same ones. Made anew for
 * each scrape, by five queries however much there is.
 *
 * @param lostSeconds a worker without a heartbeat for so long is not counted
 */
export async function installationMetrics(
  operations: OperationsRepo,
  totals: JobTotalsRepo,
  lostSeconds: number,
): Promise<Registry> {
  const registry = new Registry();
  addQueue(registry, await operations.queue());
  addJobs(registry, await operations.jobsByState());
  addWorkers(
    registry,
    (await operations.workers()).filter((worker) => worker.silent_seconds <= lostSeconds),
  );
  addKept(registry, await operations.kept());
  addTotals(registry, await totals.all());
  return registry;
}

function addQueue(registry: Registry, { waiting, resting, running, oldestSeconds }: QueueLength): void {
  const tasks = gauge(
    registry,
    'vdf_tasks',
    'Pieces of jobs, by what becomes of them: resting ones have failed and are tried again.',
    ['state'],
  );
  tasks.set({ state: 'waiting' }, waiting);
  tasks.set({ state: 'resting' }, resting);
  tasks.set({ state: 'running' }, running);
  gauge(
    registry,
    'vdf_queue_oldest_seconds',
    'How long the first task in the queue has waited for a worker; 0 for none.',
    [],
  ).set(oldestSeconds ?? 0);
}

function addJobs(registry: Registry, rows: Awaited<ReturnType<OperationsRepo['jobsByState']>>): void {
  const jobs = gauge(registry, 'vdf_jobs', 'Jobs that are there, by state.', ['state']);
  for (const state of jobStateSchema.options) jobs.set({ state }, 0);
  for (const { state, count } of rows) jobs.set({ state }, count);
}

function addWorkers(registry: Registry, all: readonly WorkerUse[]): void {
  const workers = gauge(registry, 'vdf_workers', 'Processes that work on jobs.', ['device']);
  const slots = gauge(registry, 'vdf_worker_slots', 'Tasks that the workers take at once; of those that stop, none.', [
    'device',
  ]);
  const busy = gauge(registry, 'vdf_worker_slots_busy', 'Tasks that the workers have.', ['device']);
  const rate = gauge(registry, 'vdf_frames_per_second', 'Frames that are labelled each second, over all tasks.', [
    'device',
  ]);
  for (const device of DEVICES) {
    const own = all.filter((worker) => (worker.device ?? 'none') === device);
    const sum = (of: (worker: WorkerUse) => number) => own.reduce((total, worker) => total + of(worker), 0);
    workers.set({ device }, own.length);
    slots.set(
      { device },
      sum((worker) => (worker.draining ? 0 : worker.slots)),
    );
    busy.set(
      { device },
      sum((worker) => worker.busy),
    );
    rate.set(
      { device },
      sum((worker) => worker.rate),
    );
  }
}

function addKept(registry: Registry, kept: StoredTotals): void {
  gauge(registry, 'vdf_users', 'Accounts.', []).set(kept.users);
  const items = gauge(registry, 'vdf_stored_items', 'Datasets and videos that are kept.', ['kind']);
  const bytes = gauge(registry, 'vdf_stored_bytes', 'What they take, as it counts against the quotas.', ['kind']);
  items.set({ kind: 'datasets' }, kept.datasets);
  items.set({ kind: 'videos' }, kept.videos);
  bytes.set({ kind: 'datasets' }, kept.dataset_bytes);
  bytes.set({ kind: 'videos' }, kept.video_bytes);
}

function addTotals(registry: Registry, rows: readonly JobTotalsRow[]): void {
  const ended = counter(registry, 'vdf_jobs_ended_total', 'Jobs that ended, ever.', ['state', 'device', 'error_code']);
  const retries = counter(
    registry,
    'vdf_job_retries_total',
    'Attempts that failed and were followed by another one; error code worker_lost: the worker died.',
    ['device', 'error_code'],
  );
  const frames = counter(registry, 'vdf_frames_labelled_total', 'Frames that were labelled for jobs that ended.', [
    'device',
  ]);
  for (const device of jobDeviceSchema.options) frames.inc({ device }, 0);
  for (const { outcome, device, error_code, count, frames: labelled } of rows) {
    if (outcome === 'retried') retries.inc({ device, error_code }, count);
    else if (count > 0) ended.inc({ state: outcome, device, error_code }, count);
    if (labelled > 0) frames.inc({ device }, labelled);
  }
  registry.registerMetric(durations(rows));
}

function durations(rows: readonly JobTotalsRow[]) {
  const observed = rows
    .filter(({ outcome, count }) => outcome !== 'retried' && count > 0)
    .map(({ outcome, device, duration_le: le, count, seconds }) => ({
      labels: { state: outcome, device },
      bound: le === '+Inf' ? Infinity : Number(le),
      count,
      sum: seconds,
    }));
  return new TotalsHistogram(
    {
      name: 'vdf_job_duration_seconds',
      help: 'From the first task that was taken, or where a job was begun anew, to its end; pauses included.',
      labelNames: ['state', 'device'],
      bounds: DURATION_BOUNDS,
    },
    observed,
  );
}

const gauge = <Label extends string>(registry: Registry, name: string, help: string, labelNames: Label[]) =>
  new Gauge({ name, help, labelNames, registers: [registry] });

const counter = <Label extends string>(registry: Registry, name: string, help: string, labelNames: Label[]) =>
  new Counter({ name, help, labelNames, registers: [registry] });
