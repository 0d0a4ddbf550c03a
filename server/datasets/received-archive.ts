import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { storageUnavailable, storageFull } from '../storage/blob-store.ts';
import { isDiskFull, syncFile } from '../storage/local-files.ts';

/** A received archive that is not checked yet. */
export interface ReceivedArchive {
  readonly path: string;
  /** SHA-256 of the written bytes, in hex. */
  readonly sha256: string;
  /**
   * Fulfilled when the bytes are on the disk. The file can be read before. Rejects with `storage_full`,
   * `storage_unavailable`.
   */
  readonly onDisk: Promise<void>;
}

/**
 * Chunks of a request (64 kB) are written in batches of this size, while the next ones come and are hashed.
 */
const BUFFER_BYTES = 1 << 20;
/** The file is flushed every FLUSH_BYTES: at the end there is little left to wait for. */
const FLUSH_BYTES = 32 << 20;

/**
 * Writes a stream to a new file, hashes it on the way, and flushes it to the disk while it comes and while it
 * is checked. A failure leaves no file. Throws the errors of the stream and of the file system.
 */
export async function receiveArchive(stream: Readable, path: string): Promise<ReceivedArchive> {
  const file = await open(path, 'wx');
  const flusher = new Flusher(file);
  const hash = createHash('sha256');
  // Opened once more: a stream closes its file whenever it is destroyed. Without "create", because the file
  // may be removed before this opens it.
  const sink = createWriteStream(path, { flags: 'r+', highWaterMark: BUFFER_BYTES });
  stream.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    const fault = flusher.count(chunk.length);
    if (fault) sink.destroy(fault);
  });
  try {
    await pipeline(stream, sink);
    return { path, sha256: hash.digest('hex'), onDisk: flusher.finish() };
  } catch (error) {
    await flusher.close();
    await rm(path, { force: true });
    throw error;
  }
}

/** An archive that this process wrote itself. Throws the errors of reading and syncing the file. */
export async function writtenArchive(path: string): Promise<ReceivedArchive> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  await syncFile(path);
  return { path, sha256: hash.digest('hex'), onDisk: Promise.resolve() };
}

/** Flushes a file to the disk while it is still being written. */
class Flusher {
  #waiting = 0;
  #running: Promise<void> | null = null;
  #fault: Error | null = null;

  constructor(private readonly file: FileHandle) {}

  /** Counts bytes handed to the file. Returns the error so far: a system reports a failed write once only. */
  count(bytes: number): Error | null {
    this.#waiting += bytes;
    if (this.#waiting >= FLUSH_BYTES && !this.#running) {
      this.#waiting = 0;
      this.#running = this.#flush();
    }
    return this.#fault;
  }

  /** Waits until all written bytes are flushed, and closes the file. */
  finish(): Promise<void> {
    const finished = this.#finish();
    // A caller that finds the archive invalid before does not await this, and Node ends for an unhandled
    // rejection.
    finished.catch(() => undefined);
    return finished;
  }

  /** Waits for the running flush, whatever its outcome, and closes the file. */
  async close(): Promise<void> {
    await this.#running;
    await this.file.close();
  }

  async #flush(): Promise<void> {
    try {
      await this.file.datasync();
    } catch (error) {
      this.#fault = error instanceof Error ? error : new Error(String(error));
    }
    this.#running = null;
  }

  async #finish(): Promise<void> {
    try {
      await this.#running;
      if (this.#fault) throw this.#fault;
      await this.file.sync();
    } catch (error) {
      throw isDiskFull(error) ? storageFull(error) : storageUnavailable(error);
    } finally {
      await this.file.close();
    }
  }
}
