import { checkLabels, hasLabelErrors } from '../../../core/dataset/check-labels.ts';
import { toForgeError } from '../../../core/errors.ts';
import type { Job } from '../../../core/schema/api/jobs.ts';
import { parseProject } from '../../../core/schema/project.ts';
import { specOf } from '../../run/dataset-form/spec-choices.ts';
import { PageError } from '../../i18n/page-error.ts';
import { startJob } from '../../api/job-queries.ts';
import { findKeptVideo } from '../../project/storage/kept-videos.ts';
import { readProject } from '../../project/storage/project-repository.ts';
import { IDLE_BATCH, useBatch, type BatchItem, type BatchOrder } from './batch-store.ts';
import { batchTexts } from './batch-texts.ts';

/** Actions of the app that the batch needs. */
export interface BatchActions {
  /** Saves the open project, so that its stored state is current. */
  saveOpen(): Promise<void>;
  /** Links a stored project to a job, whose labels it merges. */
  attachJob(id: string, job: Job): Promise<void>;
}

/**
 * Sends the videos of stored projects to the server, one after the other, and starts a job for each. A
 * failure does not stop the others: its error is in its item. Never throws.
 */
export async function sendBatch(
  projects: readonly { readonly id: string; readonly name: string }[],
  order: BatchOrder,
  actions: BatchActions,
): Promise<void> {
  const items = projects.map(({ id, name }): BatchItem => ({ id, name, state: 'waiting', upload: null, error: null }));
  useBatch.setState({ status: 'sending', batchId: crypto.randomUUID(), order, items });
  await sendWaiting(actions);
}

/** Sends failed and stopped items again, in the same batch; uploads resume where they stopped. */
export async function resendUnfinished(actions: BatchActions): Promise<void> {
  const waits = (item: BatchItem): BatchItem =>
    item.state === 'queued' ? item : { ...item, state: 'waiting', upload: null, error: null };
  useBatch.setState(({ items }) => ({ status: 'sending', items: items.map(waits) }));
  await sendWaiting(actions);
}

/** Stops sending; queued jobs stay in the queue. */
export function stopBatch(): void {
  useBatch.getState().sending?.abort();
}

/** Clears a batch that is over. */
export function forgetBatch(): void {
  if (useBatch.getState().status !== 'sending') useBatch.setState(IDLE_BATCH);
}

/** The name of a dataset: the pattern with its placeholders filled in, cut to the longest name allowed. */
export function datasetNameOf(pattern: string, project: string, number: number): string {
  return pattern.replaceAll('{project}', project).replaceAll('{n}', String(number)).trim().slice(0, 200);
}

async function sendWaiting(actions: BatchActions): Promise<void> {
  const sending = new AbortController();
  useBatch.setState({ sending });
  const { signal } = sending;
  for (const [at, { id, state }] of useBatch.getState().items.entries()) {
    if (state !== 'waiting') continue;
    note(id, { state: signal.aborted ? 'stopped' : 'sending' });
    if (signal.aborted) continue;
    try {
      await sendOne(id, at + 1, actions, signal);
      note(id, { state: 'queued' });
    } catch (reason) {
      const error = toForgeError(reason);
      note(id, error.code === 'aborted' ? { state: 'stopped' } : { state: 'failed', error });
    }
  }
  useBatch.setState({ status: 'over', sending: null });
}

async function sendOne(id: string, number: number, actions: BatchActions, signal: AbortSignal): Promise<void> {
  const { order, batchId } = useBatch.getState();
  if (!order || batchId === null) return;
  await actions.saveOpen();
  const stored = await readProject(id);
  const project = parseProject(stored.document);
  if (hasLabelErrors(checkLabels(project))) throw new PageError('prompts_invalid', () => batchTexts.blocked);
  const file = await findKeptVideo(stored.summary.video);
  if (!file) throw new PageError('not_found', () => batchTexts.noVideo);
  const { uploadVideo } = await import('../../api/upload-video.ts');
  const video = await uploadVideo(file, { signal, onProgress: (upload) => note(id, { upload }) }).video;
  const name = datasetNameOf(order.namePattern, project.name, number);
  const job = await startJob({
    videoId: video.id,
    kind: order.kind,
    project,
    corrections: [...stored.pending.corrections],
    spec: specOf(order, name),
    ...(order.kind === 'dataset' && order.doubts === 'ask' ? { reviewDoubts: true } : {}),
    projectRef: id,
    batchId,
  });
  await actions.attachJob(id, job);
}

function note(id: string, change: Partial<BatchItem>): void {
  useBatch.setState(({ items }) => ({ items: items.map((item) => (item.id === id ? { ...item, ...change } : item)) }));
}
