import { BlobSource } from 'mediabunny';
import type { FrameSource } from '../core/ports/frame-source.ts';
import { openVideo } from './video-frame-source.ts';

/** Opens a video that a browser holds. Throws the errors of `openVideo`. */
export function openBlobVideo(blob: Blob, name: string): Promise<FrameSource> {
  const read = async (start: number, end: number) => new Uint8Array(await blob.slice(start, end).arrayBuffer());
  return openVideo(new BlobSource(blob), { name, size: blob.size, read });
}
