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
    throw new ForgeError(this.#state === 'committed' ? 'file_write_failed.finished' : 'file_write_failed.discarded', {
      path: this.#target,
    });
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
  const reason = isErrno(cause) ? WRITE_FAULTS[cause.code ?? ''] : undefined;
  if (reason) return new ForgeError(reason, { path }, { cause });
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new ForgeError('file_write_failed.detail', { path, detail }, { cause });
}

type WriteFault = `file_write_failed.${'disk_full' | 'not_allowed' | 'no_folder' | 'is_folder'}`;
const WRITE_FAULTS: Readonly<Record<string, WriteFault>> = {
  ENOSPC: 'file_write_failed.disk_full',
  EDQUOT: 'file_write_failed.disk_full',
  EACCES: 'file_write_failed.not_allowed',
  EPERM: 'file_write_failed.not_allowed',
  EROFS: 'file_write_failed.not_allowed',
  ENOENT: 'file_write_failed.no_folder',
  ENOTDIR: 'file_write_failed.no_folder',
  EISDIR: 'file_write_failed.is_folder',
};

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
