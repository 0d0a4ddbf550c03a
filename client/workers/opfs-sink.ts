import { ForgeError } from '../../core/errors.ts';
import type { BlobSink } from '../../core/ports/blob-sink.ts';

/** Access to a private file that only workers have; the DOM's own types leave it out. */
interface SyncAccess {
  write(bytes: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  flush(): void;
  close(): void;
}
declare global {
  interface FileSystemFileHandle {
    createSyncAccessHandle(): Promise<SyncAccess>;
  }
}

/** A sink whose finished file can be downloaded. */
export interface BrowserSink extends BlobSink {
  /** The file after commit(); null before, and after discard(). */
  finished(): Promise<Blob | null>;
}

const closed = () => new ForgeError('file_write_failed.closed');

/**
 * Writes into a file of the browser's private file system, so that an archive may be larger than memory. Only
 * in workers.
 */
export class OpfsSink implements BrowserSink {
  #state: 'open' | 'committed' | 'discarded' = 'open';
  #position = 0;

  private constructor(
    private readonly folder: FileSystemDirectoryHandle,
    private readonly handle: FileSystemFileHandle,
    private readonly access: SyncAccess,
  ) {}

  /** Throws `file_write_failed` when the browser offers no private file system (some private windows). */
  static async create(folder: FileSystemDirectoryHandle, name: string): Promise<OpfsSink> {
    try {
      const handle = await folder.getFileHandle(name, { create: true });
      return new OpfsSink(folder, handle, await handle.createSyncAccessHandle());
    } catch (error) {
      throw new ForgeError('file_write_failed.browser', {}, { cause: error });
    }
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#state !== 'open') throw closed();
    let written: number;
    try {
      written = this.access.write(chunk as Uint8Array<ArrayBuffer>, { at: this.#position });
    } catch (error) {
      throw outOfSpace(error);
    }
    if (written !== chunk.length) throw outOfSpace(undefined);
    this.#position += written;
  }

  async commit(): Promise<void> {
    if (this.#state !== 'open') throw closed();
    try {
      this.access.flush();
      this.access.close();
      this.#state = 'committed';
    } catch (error) {
      await this.discard();
      throw outOfSpace(error);
    }
  }

  async discard(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'discarded';
    this.access.close();
    await this.folder.removeEntry(this.handle.name);
  }

  async finished(): Promise<Blob | null> {
    return this.#state === 'committed' ? this.handle.getFile() : null;
  }
}

/** Collects a file in memory (the browser moves large blobs to disk by itself). */
export class MemorySink implements BrowserSink {
  #state: 'open' | 'committed' | 'discarded' = 'open';
  #parts: Blob[] = [];

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#state !== 'open') throw closed();
    this.#parts.push(new Blob([chunk as Uint8Array<ArrayBuffer>]));
  }

  async commit(): Promise<void> {
    if (this.#state !== 'open') throw closed();
    this.#state = 'committed';
  }

  async discard(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'discarded';
    this.#parts = [];
  }

  async finished(): Promise<Blob | null> {
    return this.#state === 'committed' ? new Blob(this.#parts) : null;
  }
}

function outOfSpace(cause: unknown): ForgeError {
  return new ForgeError('file_write_failed.browser_full', {}, { cause });
}

const FOLDER = 'exports';
/**
 * A finished archive is kept this long (ms) for its download; another tab may still be reading a younger one.
 */
const KEEP_MS = 24 * 60 * 60 * 1000;

/**
 * A sink for one archive: in the private file system, or in memory when there is none. Archives older than
 * KEEP_MS are removed.
 */
export async function createArchiveSink(): Promise<BrowserSink> {
  try {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(FOLDER, { create: true });
    await sweep(folder);
    return await OpfsSink.create(folder, `${crypto.randomUUID()}.zip`);
  } catch (error) {
    console.warn('The archive is collected in memory.', error);
    return new MemorySink();
  }
}

async function sweep(folder: FileSystemDirectoryHandle): Promise<void> {
  for await (const handle of folder.values()) {
    if (handle.kind !== 'file') continue;
    const { lastModified } = await handle.getFile();
    if (Date.now() - lastModified < KEEP_MS) continue;
    try {
      await folder.removeEntry(handle.name);
    } catch (error) {
      console.warn(`The old archive ${handle.name} is still in use.`, error);
    }
  }
}
