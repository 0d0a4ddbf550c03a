import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, link, mkdir, open, readdir, realpath, rename, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isForgeError } from '../../core/errors.ts';
import { contentStream } from './blob-content.ts';
import {
  checkKey,
  checkPrefix,
  checkRange,
  isKey,
  rangeInvalid,
  storageUnavailable,
  storageFull,
  blobNotFound,
  type BlobContent,
  type BlobStore,
  type ByteRange,
  type StoredBlob,
} from './blob-store.ts';
import {
  codeOf,
  isDiskFull,
  isMissing,
  realpathOrNull,
  statOrNull,
  syncFile,
  syncFolder,
  walkFiles,
} from './local-files.ts';

/** In the root, so that a rename never crosses file systems; keys cannot begin with a dot. */
const INCOMING = '.incoming';
const MOVE_ATTEMPTS = 4;

/** Stores blobs as files below a folder that nothing else writes to. Links in it are not followed. */
export class LocalStore implements BlobStore {
  private constructor(private readonly root: string) {}

  /**
   * Opens a folder, created where it is missing. Half-written files of killed processes are removed. Throws
   * `storage_unavailable`.
   *
   * @param youngFileMilliseconds milliseconds: younger files may belong to a living process; 0 where no other one uses
   * the folder
   */
  static async open(root: string, youngFileMilliseconds = 0): Promise<LocalStore> {
    try {
      await mkdir(join(root, INCOMING), { recursive: true });
      await removeLeft(join(root, INCOMING), youngFileMilliseconds);
      return new LocalStore(await realpath(root));
    } catch (error) {
      throw storageUnavailable(error);
    }
  }

  /**
   * Temporary file, fsync, rename, fsync of the folders: after a crash at any moment the blob is wholly there
   * or not at all.
   */
  async put(key: string, content: BlobContent): Promise<void> {
    const target = this.#pathOf(key);
    try {
      await this.#refuseLinks(dirname(target));
      await this.#putAt(target, content);
    } catch (error) {
      throw storageError(error);
    }
  }

  async open(key: string, range?: ByteRange): Promise<Readable> {
    const path = this.#pathOf(key);
    if (range) checkRange(range);
    try {
      await this.#refuseLinks(dirname(path));
      // Opened before it is returned: a missing blob is an error here, not in the middle of a reply.
      const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
      try {
        const found = await file.stat();
        if (!found.isFile()) throw blobNotFound(key);
        if (range && range.start >= found.size) throw rangeInvalid();
        return file.createReadStream(range ?? {});
      } catch (error) {
        await file.close();
        throw error;
      }
    } catch (error) {
      throw isMissing(error) || codeOf(error) === 'ELOOP' ? blobNotFound(key) : storageError(error);
    }
  }

  async size(key: string): Promise<number | null> {
    const path = this.#pathOf(key);
    try {
      await this.#refuseLinks(dirname(path));
      const found = await statOrNull(path);
      return found?.isFile() ? found.size : null;
    } catch (error) {
      throw storageError(error);
    }
  }

  async remove(key: string): Promise<void> {
    const path = this.#pathOf(key);
    try {
      await this.#refuseLinks(dirname(path));
      const found = await statOrNull(path);
      if (!found || found.isDirectory()) return;
      await rm(path, { force: true });
      await this.#removeEmptyFolders(dirname(path));
    } catch (error) {
      throw storageError(error);
    }
  }

  async move(key: string, to: string): Promise<boolean> {
    const [path, target] = [this.#pathOf(key), this.#pathOf(to)];
    try {
      await this.#refuseLinks(dirname(path));
      await this.#refuseLinks(dirname(target));
      if (!(await statOrNull(path))?.isFile()) return false;
      await this.#moveTo(target, path);
      await syncFolder(dirname(path));
      await this.#removeEmptyFolders(dirname(path));
      return true;
    } catch (error) {
      // A concurrent call was faster.
      if (codeOf(error) === 'ENOENT') return false;
      throw storageError(error);
    }
  }

  async *list(prefix: string): AsyncGenerator<StoredBlob, void, undefined> {
    const folder = this.#pathOf(checkPrefix(prefix).slice(0, -1));
    try {
      await this.#refuseLinks(folder);
      for await (const path of walkFiles(folder)) {
        const key = relative(this.root, path).split(sep).join('/');
        // Files that were not put here (a file manager's own, say) are no blobs.
        const found = isKey(key) ? await statOrNull(path) : null;
        if (found) yield { key, bytes: found.size, modifiedAt: found.mtime };
      }
    } catch (error) {
      throw storageError(error);
    }
  }

  async check(): Promise<void> {
    try {
      await access(join(this.root, INCOMING), constants.W_OK);
    } catch (error) {
      throw storageUnavailable(error);
    }
  }

  #pathOf(key: string): string {
    return join(this.root, ...checkKey(key).split('/'));
  }

  /**
   * The root has no links in its path, so neither has a folder below it, unless one was put there from
   * outside.
   */
  async #refuseLinks(folder: string): Promise<void> {
    for (let at = folder; at !== this.root; at = dirname(at)) {
      const real = await realpathOrNull(at);
      if (real === at) return;
      if (real !== null) throw storageUnavailable(new Error(`${at} is a link`));
    }
  }

  async #putAt(target: string, content: BlobContent): Promise<void> {
    const incoming = join(this.root, INCOMING, randomUUID());
    try {
      if (typeof content !== 'string' || !(await linkInto(content, incoming))) await writeInto(content, incoming);
      await this.#moveTo(target, incoming);
    } finally {
      // Still there after an error, and where both names already were the same file: then a rename does nothing.
      await rm(incoming, { force: true });
    }
  }

  async #moveTo(target: string, incoming: string): Promise<void> {
    const folder = dirname(target);
    for (let attempt = 1; ; attempt++) {
      await mkdir(folder, { recursive: true });
      try {
        await rename(incoming, target);
        break;
      } catch (error) {
        // Another call can remove the folder while it is still empty.
        if (codeOf(error) !== 'ENOENT' || attempt === MOVE_ATTEMPTS) throw error;
      }
    }
    // Up to the root: a folder above may be new as well, made here or by a call that has not come to its own fsync yet.
    for (let at = folder; at !== this.root; at = dirname(at)) await syncFolder(at);
    await syncFolder(this.root);
  }

  async #removeEmptyFolders(folder: string): Promise<void> {
    for (let at = folder; at !== this.root; at = dirname(at)) {
      try {
        await rmdir(at);
      } catch (error) {
        if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') return;
        if (codeOf(error) !== 'ENOENT') throw error;
      }
    }
  }
}

async function removeLeft(incoming: string, youngFileMilliseconds: number): Promise<void> {
  const before = Date.now() - youngFileMilliseconds;
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name);
    const found = youngFileMilliseconds > 0 ? await stat(path).catch(() => null) : null;
    if (found && found.mtimeMs > before) continue;
    await rm(path, { recursive: true, force: true });
  }
}

/**
 * Hard-links a file: that costs nothing on the same file system, where a copy would cost gigabytes. Returns
 * false where it is not possible.
 */
async function linkInto(path: string, incoming: string): Promise<boolean> {
  try {
    await link(await realpath(path), incoming);
    const now = new Date();
    await utimes(incoming, now, now);
    await syncFile(incoming);
    return true;
  } catch {
    // Copying either works despite the reason, or reports it.
    await rm(incoming, { force: true });
    return false;
  }
}

/** Throws errors of reading the content as ContentFault. */
async function writeInto(content: BlobContent, incoming: string): Promise<void> {
  const { stream, fault } = contentStream(content);
  try {
    // Opened before anything can fail: a file that is still being opened would appear after its removal (11
    // of 500 did).
    const file = await open(incoming, 'wx');
    try {
      await pipeline(stream, file.createWriteStream({ flush: true }));
    } finally {
      await file.close();
    }
  } catch (error) {
    stream.destroy();
    const reason = fault();
    throw reason ? new ContentFault(reason.error) : error;
  }
}

class ContentFault extends Error {
  constructor(readonly reason: unknown) {
    super('the content could not be read');
  }
}

/**
 * The content's own errors pass unchanged, and so do ForgeErrors; a full disk is distinguished from all other
 * errors of the file system.
 */
function storageError(error: unknown): unknown {
  if (error instanceof ContentFault) return error.reason;
  if (isForgeError(error)) return error;
  return isDiskFull(error) ? storageFull(error) : storageUnavailable(error);
}
