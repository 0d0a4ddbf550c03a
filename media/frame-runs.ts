/**
 * Frame indices to decode in one go, ascending (repeats allowed), and whether they are handed out from the
 * last to the first.
 */
interface FrameRun {
  readonly ranks: readonly number[];
  readonly reversed: boolean;
}

/** A descending run is decoded this many frames at a time, which are all held until they are handed out. */
const DESCENDING_CHUNK = 8;

/** Splits frame indices in any order into runs that can be decoded forwards. */
export function* splitIntoRuns(ranks: readonly number[]): Generator<FrameRun> {
  let start = 0;
  while (start < ranks.length) {
    const descends = (ranks[start + 1] ?? Infinity) < (ranks[start] ?? 0);
    const limit = descends ? start + DESCENDING_CHUNK : ranks.length;
    let end = start + 1;
    while (end < limit && end < ranks.length && isNext(ranks, end, descends)) end++;
    const run = ranks.slice(start, end);
    yield descends ? { ranks: run.reverse(), reversed: true } : { ranks: run, reversed: false };
    start = end;
  }
}

function isNext(ranks: readonly number[], at: number, descends: boolean): boolean {
  const step = (ranks[at] ?? 0) - (ranks[at - 1] ?? 0);
  return descends ? step < 0 : step >= 0;
}

/**
 * Splits an ascending run where jumping to a later key frame saves decoding: between two frames with more key
 * frames between them than the one that the second needs anyway. `keyRanks` is that of the frame table.
 */
export function* splitAtSkippedGroups(
  ranks: readonly number[],
  keyRanks: readonly number[],
): Generator<readonly number[]> {
  let start = 0;
  for (let at = 1; at < ranks.length; at++) {
    const previous = ranks[at - 1] ?? 0;
    const key = keyRanks[ranks[at] ?? 0] ?? 0;
    // Up to 2 frames before the key frame are decoded instead of a restart: a fresh decoder costs about as
    // much.
    if (key <= previous + 3) continue;
    yield ranks.slice(start, at);
    start = at;
  }
  if (start < ranks.length) yield ranks.slice(start);
}
