import { randomUUID } from 'node:crypto';

/** Under which keys of the storage a video's parts lie. */
export const VIDEOS_PREFIX = 'videos/';
export const videoPrefix = (id: string): string => `${VIDEOS_PREFIX}${id}/`;

/**
 * A key for the part of a video that begins at a byte; another one each time, so that of two senders of the same bytes neither writes over what
 * the other one has stored.
 */
export const newPartKey = (id: string, start: number): string => `${videoPrefix(id)}${start}-${randomUUID()}`;
