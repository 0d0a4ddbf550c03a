import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ForgeError, throwIfAborted } from '../../core/errors.ts';
import { datasetPageSchema, datasetSchema, type Dataset } from '../../core/schema/api/datasets.ts';
import { createFileSink } from '../../node/files/file-sink.ts';
import { resolveServerAccess } from '../remote/credentials.ts';
import { printJson, tableLines } from '../terminal/print-facts.ts';
import { checkWritable } from '../terminal/input-files.ts';
import { callServer, requestWithToken, type ServerAccess } from '../remote/server-call.ts';
import { runStoppable } from '../terminal/stop-signal.ts';

export interface DatasetListOptions {
  readonly server?: string;
  readonly search?: string;
  readonly json?: boolean;
}

export interface PullOptions {
  readonly server?: string;
  readonly out: string;
  readonly json?: boolean;
}

/**
 * `vdf datasets list`: the account's datasets, newest first. Throws `not_signed_in`, `server_unreachable`,
 * `forbidden`.
 */
export async function datasetListCommand(options: DatasetListOptions): Promise<void> {
  const access = await resolveServerAccess(options.server);
  const datasets = await runStoppable((signal) => allDatasets(access, options.search, signal));
  if (options.json) printJson(datasets);
  else if (datasets.length === 0) process.stdout.write('There are no datasets.\n');
  else {
    const rows = datasets.map(({ id, name, format, counts, bytes }) => [
      name,
      id,
      format,
      `${counts.frames} frames`,
      `${(bytes / 1e6).toFixed(1)} MB`,
    ]);
    for (const line of tableLines(rows)) process.stdout.write(`${line}\n`);
  }
}

/**
 * `vdf datasets pull`: downloads an archive by the dataset's id or its name. The file appears whole and with
 * the right SHA-256, or not at all. Throws `not_found`, `arguments_invalid` where several have that name,
 * `archive_invalid`, `file_write_failed`, and as `list` does.
 */
export async function pullCommand(wanted: string, options: PullOptions): Promise<void> {
  await checkWritable(options.out);
  const access = await resolveServerAccess(options.server);
  const dataset = await runStoppable(async (signal) => {
    const found = await findDataset(access, wanted, signal);
    await download(access, found, options.out, signal);
    return found;
  });
  if (options.json) printJson({ out: options.out, dataset });
  else process.stdout.write(`${options.out}: "${dataset.name}", ${(dataset.bytes / 1e6).toFixed(1)} MB\n`);
}

async function allDatasets(
  access: ServerAccess,
  search: string | undefined,
  signal: AbortSignal,
): Promise<readonly Dataset[]> {
  const datasets: Dataset[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ limit: '100', ...(search ? { search } : {}), ...(cursor ? { cursor } : {}) });
    const path = `/api/datasets?${query.toString()}` as const;
    const page: z.infer<typeof datasetPageSchema> = await callServer(access, {
      method: 'GET',
      path,
      reply: datasetPageSchema,
      signal,
    });
    datasets.push(...page.datasets);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return datasets;
}

async function findDataset(access: ServerAccess, wanted: string, signal: AbortSignal): Promise<Dataset> {
  if (z.uuid().safeParse(wanted).success)
    return callServer(access, { method: 'GET', path: `/api/datasets/${wanted}`, reply: datasetSchema, signal });
  const named = (await allDatasets(access, wanted, signal)).filter(({ name }) => name === wanted);
  const [first, second] = named;
  if (!first) throw new ForgeError('not_found.dataset_name', { name: wanted });
  if (!second) return first;
  const ids = named.map(({ id }) => id).join(', ');
  throw new ForgeError('arguments_invalid.dataset_name', { count: named.length, name: wanted, ids });
}

async function download(access: ServerAccess, dataset: Dataset, out: string, signal: AbortSignal): Promise<void> {
  const response = await requestWithToken(access, `/api/datasets/${dataset.id}/archive`, { signal });
  const sink = await createFileSink(out);
  const hash = createHash('sha256');
  try {
    for await (const chunk of bodyOf(response, signal)) {
      hash.update(chunk);
      await sink.write(chunk);
    }
    if (hash.digest('hex') !== dataset.sha256) throw new ForgeError('archive_invalid.download');
    await sink.commit();
  } finally {
    await sink.discard();
  }
}

/** The bytes of a reply as they come. Throws `server_unreachable` where the connection breaks. */
async function* bodyOf(response: Response, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (error) {
    throwIfAborted(signal);
    throw new ForgeError(
      'server_unreachable.broke_off',
      {},
      {
        cause: error,
      },
    );
  } finally {
    await reader.cancel().catch(() => undefined); // broken already, which the error above says
  }
}
