import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { storageAway, storageFull } from '../storage/blob-store.ts';
import { isDiskFull, syncFile } from '../storage/local-files.ts';

/** An archive that came in and is not looked at yet. */
export interface ReceivedArchive {
  readonly path: string;
  /** Of the bytes that were written. */
  readonly sha256: string;
  /** Fulfilled when the bytes are on the disk. The file can be read before. Rejects with `storage_full`, `storage_unavailable`. */
  readonly onDisk: Promise<void>;
}

/** Chunks of a request (64 kB) are written so many at a time, while the next ones come and are hashed. */
const BUFFER_BYTES = 1 << 20;
/** Every so many bytes the disk is told to begin: at the end there is little left to wait for. */
const FLUSH_BYTES = 32 << 20;

/**
 * Writes a stream to a new file, hashes it on the way, and has it brought onto the disk while it comes and while it is checked. What fails leaves no file.
 * Throws what the stream and the file system say.
 */
export async function receiveArchive(stream: Readable, path: string): Promise<ReceivedArchive> {
  const file = await open(path, 'wx');
  const flusher = new Flusher(file);
  const hash = createHash('sha256');
  // Opened once more: a stream closes its file whenever it is destroyed. Without "create", for it may come to that after the file was removed.
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

/** An archive that this process wrote itself. Throws what reading and syncing the file throw. */
export async function writtenArchive(path: string): Promise<ReceivedArchive> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  await syncFile(path);
  return { path, sha256: hash.digest('hex'), onDisk: Promise.resolve() };
}

/** Brings a file onto the disk while it is still being written. */
class Flusher {
  #waiting = 0;
  #running: Promise<void> | null = null;
  #fault: Error | null = null;

  constructor(private readonly file: FileHandle) {}

  /** So many bytes more are on their way to the file. Returns what went wrong so far: a system reports a failed write once only. */
  count(bytes: number): Error | null {
    this.#waiting += bytes;
    if (this.#waiting >= FLUSH_BYTES && !this.#running) {
      this.#waiting = 0;
      this.#running = this.#flush();
    }
    return this.#fault;
  }

  /** Waits for all that was written, and closes the file. */
  finish(): Promise<void> {
    const finished = this.#finish();
    // Whoever finds the archive wrong before does not wait for this any more, and Node ends for what fails unheard.
    finished.catch(() => undefined);
    return finished;
  }

  /** Waits for what is running, whatever comes of it, and closes the file. */
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
      throw isDiskFull(error) ? storageFull(error) : storageAway(error);
    } finally {
      await this.file.close();
    }
  }
}
