import { APP_NAME } from '../../core/app-name.ts';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { exportDataset, type ExportProgress } from '../../core/export/export-dataset.ts';
import { candidateFrames } from '../../core/export/plan.ts';
import { writeZip } from '../../core/export/zip.ts';
import { ProjectBuilder } from '../../core/project/project-builder.ts';
import { datasetDoubts } from '../../core/review/dataset-doubts.ts';
import type { DatasetSpec } from '../../core/schema/dataset-spec.ts';
import type { Project } from '../../core/schema/project.ts';
import { writtenArchive } from '../datasets/received-archive.ts';
import { createFileSink } from '../../node/files/file-sink.ts';
import { createNodeImageEncoder } from '../../node/files/node-image-encoder.ts';
import { putJson } from '../storage/json-blob.ts';
import { resultKey } from './job-files.ts';
import { projectWithoutLeftOut, readOrder, type JobOrder } from './job-order.ts';
import type { JobRow } from './jobs.repo.ts';
import type { TaskRun, WorkerContext } from './worker-context.ts';

const FRAMES_AT_ONCE = 200;
/** Interval of the progress reports while writing. */
const TOLD_EVERY_MILLISECONDS = 500;

/**
 * Assembles a job's result: the project with all labels and, where one is wanted, the dataset in the account.
 * Where labels are to be reviewed if they need a look, and some do, there is no dataset.
 *
 * @param workFolder for the archive until it is stored
 */
export async function finishJob(context: WorkerContext, run: TaskRun, workFolder: string): Promise<void> {
  const { job } = run;
  const order = await readOrder(context.store, job.id);
  const project = await labelledProject(context, job, order);
  await putJson(context.store, resultKey(job.id), project);
  const doubts =
    job.kind === 'dataset' && order.reviewDoubts ? doubtsOf(project, order.spec, run.frames.timestamps) : 0;
  if (doubts > 0) return context.ledger.doubted(run.lease, doubts);
  const content = { project, spec: order.spec };
  if (job.kind === 'dataset') await makeDataset(context, run, content, join(workFolder, run.lease.claim));
  await context.ledger.done(run.lease, job.kind === 'dataset' ? { id: job.id, name: job.name } : null);
}

async function labelledProject({ tasks }: WorkerContext, job: JobRow, order: JobOrder): Promise<Project> {
  const builder = new ProjectBuilder(projectWithoutLeftOut(order));
  for (let after = -1; ;) {
    const rows = await tasks.framesAfter(job.id, after, FRAMES_AT_ONCE);
    for (const { frame, result } of rows) builder.apply({ frame, tracks: result });
    const last = rows.at(-1);
    if (!last) break;
    after = last.revision;
  }
  if (job.engine) builder.setEngine(job.engine);
  return builder.snapshot();
}

/** How many labels of the dataset need a look; 0 where the dataset leaves out their frames anyway. */
function doubtsOf(project: Project, spec: DatasetSpec, timestamps: readonly number[]): number {
  if (spec.skipDoubtfulFrames) return 0;
  return datasetDoubts(project, timestamps, new Set(candidateFrames(project, timestamps))).length;
}

/** The content of a dataset. */
interface Content {
  readonly project: Project;
  readonly spec: DatasetSpec;
}

/** The job's id is the dataset's: however often this is repeated, there is one dataset in the end. */
async function makeDataset(context: WorkerContext, run: TaskRun, content: Content, folder: string): Promise<void> {
  const { datasets } = context;
  const { job, signal, lease } = run;
  if (await datasets.isSaved(job.id, job.user_id)) return;
  await mkdir(folder, { recursive: true });
  try {
    const path = join(folder, 'archive.zip');
    await writeArchive(context, run, content, path);
    await context.ledger.progress(lease, { stage: 'saving', done: 0, total: null });
    await datasets.save(job.user_id, await writtenArchive(path), { name: job.name }, signal, job.id);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeArchive(
  { ledger }: WorkerContext,
  { lease, frames, signal }: TaskRun,
  content: Content,
  path: string,
): Promise<void> {
  let told = 0;
  let latest: ExportProgress | null = null;
  const entries = exportDataset({
    ...content,
    frames,
    encoder: await createNodeImageEncoder(),
    provenance: { app: APP_NAME, version: packageJson.version },
    signal,
    onProgress: (progress) => (latest = progress),
  });
  async function* watched() {
    for await (const entry of entries) {
      yield entry;
      if (!latest || Date.now() - told < TOLD_EVERY_MILLISECONDS) continue;
      told = Date.now();
      const { stage, framesDone, framesTotal } = latest;
      await ledger.progress(lease, { stage, done: framesDone, total: framesTotal });
    }
  }
  await writeZip(watched(), await createFileSink(path), signal);
}
