import type { ReadBytes } from './boxes.ts';

/** Bytes of the first read at a position, and of later ones that continue from there. */
const FIRST_BYTES = 4096;
const MOST_BYTES = 2 ** 20;

/**
 * The same reads with fewer calls, for headers that are read one after the other: each call reads ahead,
 * twice as much as before where reading continues and little after a jump.
 */
export function readWindow(read: ReadBytes, size: number): ReadBytes {
  let bytes = new Uint8Array(0);
  let from = 0;
  let ahead = FIRST_BYTES;
  return async (start, end) => {
    const last = Math.min(end, size);
    const to = from + bytes.length;
    if (start < from || last > to) {
      const goesOn = start >= from && start <= to + ahead;
      ahead = goesOn ? Math.min(MOST_BYTES, 2 * ahead) : FIRST_BYTES;
      bytes = new Uint8Array(await read(start, Math.min(size, Math.max(end, start + ahead))));
      from = start;
    }
    return bytes.subarray(start - from, end - from);
  };
}
