import { expose } from 'comlink';
import { installErrorTransfer } from './error-transfer.ts';
import { OpfsSink } from './opfs-sink.ts';

/** The result of storing a video: stored, no room for it, or not supported by the browser. */
export type KeepVideoResult = 'kept' | 'no-room' | 'not-kept';

/** Bytes left free for the model, archives and the projects themselves. */
const RESERVE = 512 * 2 ** 20;
const CHUNK = 4 * 2 ** 20;

/** Renames a private file; the DOM's own types leave it out. */
interface MovableHandle extends FileSystemFileHandle {
  move?(name: string): Promise<void>;
}

const api = {
  /**
   * Copies a video into the folder under `name`, whole or not at all, with one chunk in memory at a time. The
   * caller holds the lock of the folder, so a file with an unfinished name is the rest of an interrupted
   * copy.
   */
  async keep(file: File, folderName: string, name: string): Promise<KeepVideoResult> {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(folderName, { create: true });
    for await (const handle of folder.values()) {
      if (handle.name.endsWith('.part')) await folder.removeEntry(handle.name);
    }
    const { quota = 0, usage = 0 } = await navigator.storage.estimate();
    if (quota - usage < file.size + RESERVE) return 'no-room';
    const partName = `${crypto.randomUUID()}.part`;
    const sink = await OpfsSink.create(folder, partName);
    try {
      for (let at = 0; at < file.size; at += CHUNK) {
        await sink.write(new Uint8Array(await file.slice(at, at + CHUNK).arrayBuffer()));
      }
      await sink.commit();
    } catch (error) {
      console.warn('The video could not be copied into the browser.', error);
      await sink.discard();
      return 'no-room';
    }
    const handle: MovableHandle = await folder.getFileHandle(partName);
    if (handle.move) {
      await handle.move(name);
      return 'kept';
    }
    await folder.removeEntry(partName);
    return 'not-kept';
  },
};

export type KeepVideoApi = typeof api;

installErrorTransfer();
expose(api);
