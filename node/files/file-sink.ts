import { randomUUID } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ForgeError } from '../../core/errors.ts';
import type { BlobSink } from '../../core/ports/blob-sink.ts';

/**
 * A file that appears under its name wholly or not at all: written to a temporary file beside the target,
 * flushed to the disk, then renamed over it (atomic within one folder). An existing file under that name
 * stays as it was until then.
 *
 * @param path of the file; its folder must exist
 * @throws `file_write_failed` when the folder cannot be written to
 */
export async function createFileSink(path: string): Promise<BlobSink> {
  const target = resolve(path);
  const temporary = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomUUID()}.part`);
  try {
    return new FileSink(target, temporary, await open(temporary, 'wx'));
  } catch (error) {
    throw writeFailed(target, error);
  }
}

class FileSink implements BlobSink {
  readonly #target: string;
  readonly #temporary: string;
  readonly #file: FileHandle;
  #state: 'open' | 'committed' | 'discarded' = 'open';

  constructor(target: string, temporary: string, file: FileHandle) {
    this.#target = target;
    this.#temporary = temporary;
    this.#file = file;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#mustBeOpen();
    try {
      // writeFile on a handle appends from its position and, unlike write, never writes a part only.
      await this.#file.writeFile(chunk);
    } catch (error) {
      throw writeFailed(this.#target, error);
    }
  }

  async commit(): Promise<void> {
    this.#mustBeOpen();
    try {
      await this.#file.sync();
      await this.#file.close();
      await rename(this.#temporary, this.#target);
    } catch (error) {
      await this.discard();
      throw writeFailed(this.#target, error);
    }
    this.#state = 'committed';
    await syncFolder(dirname(this.#target));
  }

  async discard(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'discarded';
    try {
      await this.#file.close();
    } finally {
      await rm(this.#temporary, { force: true });
    }
  }

  #mustBeOpen(): void {
    if (this.#state === 'open') return;
    throw new ForgeError(
      'file_write_failed',
      `${this.#target} is already ${this.#state === 'committed' ? 'finished' : 'discarded'}.`,
    );
  }
}

/**
 * Makes a rename survive a power cut. Windows cannot open folders, and some network folders refuse; the file
 * itself is flushed already.
 */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!isErrno(error) || (error.code !== 'EINVAL' && error.code !== 'ENOTSUP')) throw writeFailed(folder, error);
  } finally {
    await handle.close();
  }
}

function writeFailed(path: string, cause: unknown): ForgeError {
  return new ForgeError('file_write_failed', `${path} could not be written: ${reason(cause)}.`, { cause });
}

function reason(error: unknown): string {
  const code = isErrno(error) ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'writing there is not allowed';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'its folder does not exist';
  if (code === 'EISDIR') return 'there is a folder of that name';
  return error instanceof Error ? error.message : String(error);
}

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
