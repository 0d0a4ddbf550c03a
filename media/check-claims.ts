import { boxesIn, type ReadBytes } from './boxes.ts';
import { checkFragments } from './fragment-claims.ts';
import { checkMovie } from './movie-claims.ts';
import { readWindow } from './read-window.ts';
import type { VideoClaims } from './video-claims.ts';

/**
 * Refuses an MP4 or QuickTime file that claims more than its bytes can hold, or more than can be read here,
 * before anything is built from its claims: a file of 300 bytes may claim four billion frames. Only heads of
 * boxes and tables of counts are read.
 * Throws `video_truncated` and `video_unreadable` (of VideoClaims), and an Error where the
 * boxes make no sense.
 */
export async function checkClaims(read: ReadBytes, claims: VideoClaims): Promise<void> {
  const near = readWindow(read, claims.size);
  for await (const box of boxesIn(near, { start: 0, end: claims.size })) {
    if (box.type !== 'moov') continue;
    const movie = await checkMovie(near, box, claims);
    if (movie.isFragmented) await checkFragments(near, box.end, movie, claims);
    return;
  }
}
