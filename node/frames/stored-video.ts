import { CustomSource } from 'mediabunny';
import type { FrameSource } from '../../core/ports/frame-source.ts';
import type { ReadBytes } from '../../media/boxes.ts';
import { openVideo } from '../../media/video-frame-source.ts';
import '../decoders/node-decoders.ts';

/** A video that is read in pieces from the storage. */
export interface StoredVideoFile {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly read: ReadBytes;
  /** `network`: few and large reads, ahead of the wanted bytes, because each one takes long. */
  readonly access: 'network' | 'fileSystem';
}

/** Opens a video without copying it whole. Throws the errors of `openVideo` and of `read`. */
export async function openStoredVideo({ name, size, read, access }: StoredVideoFile): Promise<FrameSource> {
  const source = new CustomSource({
    getSize: () => size,
    read,
    prefetchProfile: access,
    // A failed read-ahead fails again, and is reported, when its bytes are wanted.
    handleUnhandledError: () => undefined,
  });
  return openVideo(source, { name, size, read });
}
