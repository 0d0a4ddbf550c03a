import { makeZip } from 'client-zip';
import { ForgeError, throwIfAborted, toForgeError } from '../errors.ts';
import type { BlobSink } from '../ports/blob-sink.ts';
import { isSafeArchivePath } from './safe-names.ts';
import type { ArchiveEntry } from './types.ts';
import { missingZip64End } from './zip64-end.ts';

/**
 * Every entry's time. Zip stores local time without a zone and client-zip reads the date with local getters,
 * so a date built from local parts gives the same bytes everywhere; noon of this day exists in every zone.
 */
const entryTime = () => new Date(2000, 0, 1, 12);

/**
 * Writes a zip (stored, zip64 where needed) while its entries are produced, in a browser and in Node, and
 * commits the sink.
 * Memory holds the entry being written and about 100 bytes for each one before; the next is requested when
 * the sink has taken the last.
 * On an error or an abort the sink is discarded, the entries' generator is ended, and no archive appears.
 * Equal entries give equal bytes.
 *
 * @returns size of the archive in bytes
 * @throws what the entries or the sink throw, `aborted`, or `internal` for an entry with an unsafe or
 * repeated path
 */
export async function writeZip(
  entries: AsyncIterable<ArchiveEntry>,
  sink: BlobSink,
  signal?: AbortSignal,
): Promise<number> {
  const paths = new Set<string>();
  const source = checkedEntries(entries, paths, signal);
  try {
    let size = 0;
    for await (const chunk of chunksOf(source, paths)) {
      throwIfAborted(signal);
      size += chunk.byteLength;
      await sink.write(chunk);
    }
    throwIfAborted(signal);
    await sink.commit();
    return size;
  } catch (error) {
    await endQuietly(source);
    await sink.discard();
    throw toForgeError(error);
  }
}

type ZipInput = { name: string; input: Uint8Array<ArrayBuffer>; lastModified: Date };

/** The archive's bytes. One chunk is held back, because the last one may need a record before it. */
async function* chunksOf(source: AsyncGenerator<ZipInput, void, undefined>, paths: ReadonlySet<string>) {
  const reader = makeZip(source).getReader();
  let before: Uint8Array | null = null;
  let last: Uint8Array | null = null;
  for (;;) {
    const { done, value } = await reader.read();
    if (done || !value) break;
    if (last) yield last;
    before = last;
    last = value;
  }
  if (!last) return;
  const zip64End = missingZip64End(last, before, paths.size);
  if (zip64End) yield zip64End;
  yield last;
}

/** The entries as client-zip takes them; `paths` collects each path in lower case. */
async function* checkedEntries(
  entries: AsyncIterable<ArchiveEntry>,
  paths: Set<string>,
  signal: AbortSignal | undefined,
) {
  const lastModified = entryTime();
  for await (const { path, bytes } of entries) {
    throwIfAborted(signal);
    if (!isSafeArchivePath(path))
      throw new ForgeError('internal.detail', {
        detail: `The archive would have an unsafe path: ${JSON.stringify(path)}.`,
      });
    // Windows and macOS ignore case: the second file would replace the first when unpacked.
    const key = path.toLowerCase();
    if (paths.has(key))
      throw new ForgeError('internal.detail', { detail: `The archive would have two files named ${path}.` });
    paths.add(key);
    yield { name: path, input: bytes, lastModified };
  }
}

/**
 * Ends a generator so that it releases its frames. Its own errors would hide the one that is being reported.
 */
async function endQuietly(source: AsyncGenerator<unknown, void, undefined>): Promise<void> {
  await source.return().catch(() => undefined);
}
