import type { VideoMetadata } from '../schema/project.ts';

type FrameFacts = Pick<VideoMetadata, 'frameCount' | 'width' | 'height'>;

/**
 * Whether labels of one video fit the other: as many frames of the same size. It is the least that is asked
 * before labels are put on frames, and holds for a copy in another file, too.
 */
export const hasSameFrames = (a: FrameFacts, b: FrameFacts): boolean =>
  a.frameCount === b.frameCount && a.width === b.width && a.height === b.height;

/** Whether two opened videos are the same file, as far as their frames and size in bytes tell. */
export const isSameVideo = (a: FrameFacts & { size: number }, b: FrameFacts & { size: number }): boolean =>
  a.size === b.size && hasSameFrames(a, b);

/** A file that need not be open; the fingerprint is null where its content was never read. */
interface FileFacts {
  /** Bytes. */
  readonly size: number;
  readonly fingerprint: string | null;
}

/** Whether two files are the same by content; by size alone where the content of one was never seen. */
export function isSameFile(a: FileFacts, b: FileFacts): boolean {
  if (a.fingerprint === null || b.fingerprint === null) return a.size === b.size;
  return a.fingerprint === b.fingerprint;
}

type ListedFacts = Pick<VideoMetadata, 'name' | 'size' | 'frameCount'>;

/** Whether two videos look the same in a list, where neither frames nor content are known. */
export const isListedAlike = (a: ListedFacts, b: ListedFacts): boolean =>
  a.name === b.name && a.size === b.size && a.frameCount === b.frameCount;
