import { CustomSource } from 'mediabunny';
import type { FrameSource } from '../../core/ports/frame-source.ts';
import type { ReadBytes } from '../../media/boxes.ts';
import { openVideo } from '../../media/video-frame-source.ts';
import '../decoders/node-decoders.ts';

/** A video that is read piece by piece from where it lies. */
export interface StoredVideoFile {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly read: ReadBytes;
  /** `network`: few and large reads, ahead of what is wanted, for where each one takes long. */
  readonly access: 'network' | 'fileSystem';
}

/** Opens a video that is never copied whole. Throws the errors of `openVideo`, and what `read` throws. */
export async function openStoredVideo({ name, size, read, access }: StoredVideoFile): Promise<FrameSource> {
  const source = new CustomSource({
    getSize: () => size,
    read,
    prefetchProfile: access,
    // What fails while bytes are fetched ahead fails again, and is told, when they are wanted.
    handleUnhandledError: () => undefined,
  });
  return openVideo(source, { name, size, read });
}
