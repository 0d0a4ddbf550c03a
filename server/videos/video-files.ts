import { randomUUID } from 'node:crypto';

/** Keys of a video's parts in the storage. */
export const VIDEOS_PREFIX = 'videos/';
export const videoPrefix = (id: string): string => `${VIDEOS_PREFIX}${id}/`;

/**
 * A key for the part of a video that begins at a byte; a new one each time, so that two senders of the same
 * bytes never overwrite each other's blobs.
 */
export const newPartKey = (id: string, start: number): string => `${videoPrefix(id)}${start}-${randomUUID()}`;
