import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { ImageEncoder } from '../../core/ports/image-encoder.ts';
import { createImageEncoder } from '../../media/image-encoder.ts';

/** The image encoder with its WebAssembly read from the installed package. */
export async function createNodeImageEncoder(): Promise<ImageEncoder> {
  const path = createRequire(import.meta.url).resolve('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm');
  return createImageEncoder(new Uint8Array(await readFile(path)));
}
