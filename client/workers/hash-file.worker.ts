import { expose } from 'comlink';
import { createSHA256 } from 'hash-wasm';
import { installErrorTransfer } from './error-transfer.ts';

const CHUNK = 4 * 2 ** 20;

const api = {
  /**
   * SHA-256 of a file in hexadecimal, with one chunk in memory at a time.
   *
   * @param onProgress called with the bytes read so far, after each chunk
   */
  async hash(file: Blob, onProgress: (bytes: number) => void): Promise<string> {
    const sha256 = await createSHA256();
    for (let at = 0; at < file.size; at += CHUNK) {
      const chunk = file.slice(at, at + CHUNK);
      sha256.update(new Uint8Array(await chunk.arrayBuffer()));
      onProgress(at + chunk.size);
    }
    return sha256.digest('hex');
  },
};

export type HashFileApi = typeof api;

installErrorTransfer();
expose(api);
