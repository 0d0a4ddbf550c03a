import sharp from 'sharp';
import { engineCheckpointSchema } from '../../core/engine/checkpoint.ts';
import { engineRunOf } from '../../core/engine/engine-run.ts';
import { propagate } from '../../core/engine/propagate.ts';
import type { RgbaImage } from '../../core/image/rgba.ts';
import type { Segmenter } from '../../core/ports/segmenter.ts';
import type { JobDevice } from '../../core/schema/api/jobs.ts';
import { WatchedFrames } from '../../core/frames/watched-frames.ts';
import { getJson } from '../storage/json-blob.ts';
import { partKey } from './job-files.ts';
import { storedRequestSchema } from './job-order.ts';
import type { TaskRun, WorkerContext } from './worker-context.ts';

/** A picture at most this often: each takes about 10 ms beside the model. */
const PICTURE_MILLISECONDS = 1000;
const PICTURE_SIDE = 320;

/**
 * Labels a part of a job's frames, from the checkpoint of the last worker, or from the start where that is of another
 * version of the engine. Finished frames are stored one by one.
 */
export async function labelPart(context: WorkerContext, run: TaskRun): Promise<void> {
  const { ledger, model, store } = context;
  const { task } = run.lease;
  const request = await getJson(store, partKey(run.job.id, task.part ?? 0), storedRequestSchema);
  await model.with(async (segmenter) => {
    await labelFrames(context, run, request, segmenter);
    await ledger.labelled(run.lease, engineRunOf(segmenter.info));
  });
}

async function labelFrames(
  { ledger, tasks, log }: WorkerContext,
  { lease, job, frames: source, signal }: TaskRun,
  request: Parameters<typeof propagate>[1],
  segmenter: Segmenter,
): Promise<void> {
  const { checkpoint } = lease.task;
  const read = checkpoint === null ? undefined : engineCheckpointSchema.safeParse(checkpoint);
  if (read && !read.success) {
    log.warn({ job: job.id, part: lease.task.part, err: read.error }, 'begins again: its checkpoint cannot be read');
    await ledger.beginAgain(lease);
  }
  const resume = read?.data;
  const pictures = {
    every: PICTURE_MILLISECONDS,
    shrink: smallPicture,
    close: () => undefined,
    failed: (frame: number, error: unknown) => log.warn({ job: job.id, frame, err: error }, 'there is no picture'),
  };
  const frames = new WatchedFrames<Uint8Array>(source, { pictures });
  let position = await tasks.countFrames(lease.task.id);
  for await (const result of propagate({ frames, segmenter }, request, { signal, resume })) {
    const picture = await frames.take(result.frame);
    // Frames that the user marked as without an object come first and are no work.
    const counts = result.progress.framesDone > 0 ? 1 : 0;
    const device = segmenter.info.backend as JobDevice;
    await ledger.frame(lease, { position, result, counts, device, picture });
    position += 1;
  }
}

function smallPicture({ data, width, height }: RgbaImage): Promise<Uint8Array> {
  const raw = { width, height, channels: 4 as const };
  return sharp(data, { raw })
    .resize(PICTURE_SIDE, PICTURE_SIDE, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 70 })
    .toBuffer();
}
