/**
 * Most frames of a video: more than a day at 60 per second. Their lists take about a gigabyte while they are
 * read.
 */
export const MAX_FRAMES = 6_000_000;
/** Bytes of the lists in a movie box, which is held whole: 90 for each of that many frames. */
export const MAX_MOVIE_BYTES = 512 * 2 ** 20;
/** Most tracks of a file; the search for the one to show compares each with each. */
export const MAX_TRACKS = 256;
/**
 * Pixels of a picture's side, and of a picture: the highest levels of H.264, VP9 and AV1 (6.2) have no more.
 * As RGBA it takes 143 MB.
 */
export const MAX_SIDE = 16_384;
export const MAX_PIXELS = 35_651_584;
