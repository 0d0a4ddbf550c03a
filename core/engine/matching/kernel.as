// AssemblyScript, not TypeScript: compiled by scripts/build-kernel.ts into kernel-wasm.ts. It is the one hot loop of the engine
// that is not a model: some millions of dot products of 256 channels a frame.
//
// Features are int16 (unit vectors × 2^14), so that one SIMD instruction multiplies and adds eight channels and the result is exact:
// every platform finds the same matches. By Cauchy-Schwarz a sum stays below 2^28.

/** Bytes of the region before the heap: the compiler's own data lies below. */
export const HEAP_BASE: i32 = 1024;

/** Makes sure that the memory has at least this many bytes. */
export function reserve(bytes: i32): void {
  const pages = (bytes + 65535) >>> 16;
  const missing = pages - memory.size();
  if (missing > 0) memory.grow(missing);
}

@inline
function dot(a: usize, b: usize, bytes: i32): i32 {
  let sum = i32x4.splat(0);
  for (let offset = 0; offset < bytes; offset += 64) {
    const s0 = i32x4.dot_i16x8_s(v128.load(a + offset), v128.load(b + offset));
    const s1 = i32x4.dot_i16x8_s(v128.load(a + offset, 16), v128.load(b + offset, 16));
    const s2 = i32x4.dot_i16x8_s(v128.load(a + offset, 32), v128.load(b + offset, 32));
    const s3 = i32x4.dot_i16x8_s(v128.load(a + offset, 48), v128.load(b + offset, 48));
    sum = i32x4.add(sum, i32x4.add(i32x4.add(s0, s1), i32x4.add(s2, s3)));
  }
  return i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3);
}

/** Bytes of a cell of 256 channels, the only width that matters in practice: constant distances become part of the load instructions. */
const WIDE: i32 = 512;

/** Dot products of the 256 channels at `a` with those of four neighbouring cells at `b`, a lane each. */
@inline
function fourDots(a: usize, b: usize): v128 {
  let s0 = i32x4.splat(0);
  let s1 = i32x4.splat(0);
  let s2 = i32x4.splat(0);
  let s3 = i32x4.splat(0);
  for (const end = a + WIDE; a < end; a += 32, b += 32) {
    const q0 = v128.load(a);
    const q1 = v128.load(a, 16);
    s0 = i32x4.add(s0, i32x4.add(i32x4.dot_i16x8_s(q0, v128.load(b)), i32x4.dot_i16x8_s(q1, v128.load(b, 16))));
    s1 = i32x4.add(s1, i32x4.add(i32x4.dot_i16x8_s(q0, v128.load(b, 512)), i32x4.dot_i16x8_s(q1, v128.load(b, 528))));
    s2 = i32x4.add(s2, i32x4.add(i32x4.dot_i16x8_s(q0, v128.load(b, 1024)), i32x4.dot_i16x8_s(q1, v128.load(b, 1040))));
    s3 = i32x4.add(s3, i32x4.add(i32x4.dot_i16x8_s(q0, v128.load(b, 1536)), i32x4.dot_i16x8_s(q1, v128.load(b, 1552))));
  }
  // The four sums of four lanes each, transposed and added: one lane a cell.
  const t0 = i32x4.add(i32x4.shuffle(s0, s1, 0, 4, 1, 5), i32x4.shuffle(s0, s1, 2, 6, 3, 7));
  const t1 = i32x4.add(i32x4.shuffle(s2, s3, 0, 4, 1, 5), i32x4.shuffle(s2, s3, 2, 6, 3, 7));
  return i32x4.add(i32x4.shuffle(t0, t1, 0, 1, 4, 5), i32x4.shuffle(t0, t1, 2, 3, 6, 7));
}

/** Puts a match into its place among the best k, best first; an equal score stays behind the earlier one. Returns the worst kept score. */
@inline
function insert(score: i32, match: i32, bestMatch: usize, bestScore: usize, k: i32): i32 {
  let j = k - 1;
  while (j > 0 && load<i32>(bestScore + ((j - 1) << 2)) < score) {
    store<i32>(bestScore + (j << 2), load<i32>(bestScore + ((j - 1) << 2)));
    store<i32>(bestMatch + (j << 2), load<i32>(bestMatch + ((j - 1) << 2)));
    j--;
  }
  store<i32>(bestScore + (j << 2), score);
  store<i32>(bestMatch + (j << 2), match);
  return load<i32>(bestScore + ((k - 1) << 2));
}

/** Compares one query cell with a span of cells of one row; `place` is the match number of the row's first cell. Returns the new bound. */
@inline
function scan(a: usize, row: usize, from: i32, to: i32, bytes: i32, place: i32, bestMatch: usize, bestScore: usize, k: i32, bound: i32): i32 {
  let b = row + <usize>(from * bytes);
  for (let u = from; u <= to; u++, b += bytes) {
    const score = dot(a, b, bytes);
    if (score > bound) bound = insert(score, place + u, bestMatch, bestScore, k);
  }
  return bound;
}

/** One query cell against all memory frames. */
function matchOne(
  a: usize, x: i32, y: i32, memoryTable: usize, memoryCount: i32, columns: i32, rows: i32, bytes: i32, k: i32,
  bestMatch: usize, bestScore: usize,
): void {
  let bound = i32.MIN_VALUE;
  for (let m = 0; m < memoryCount; m++) {
    const base = <usize>load<i32>(memoryTable + (m << 3));
    const radius = load<i32>(memoryTable + (m << 3), 4);
    const bottom = min(rows - 1, y + radius);
    for (let v = max(0, y - radius); v <= bottom; v++) {
      const row = base + <usize>(v * columns * bytes);
      const place = (m << 16) | (v * columns);
      bound = scan(a, row, max(0, x - radius), min(columns - 1, x + radius), bytes, place, bestMatch, bestScore, k, bound);
    }
  }
}

/**
 * Four neighbouring query cells (x to x + 3) against all memory frames. A memory frame has more bytes than the fast caches, so reading each of its
 * cells once for four queries takes two thirds of the time (74 against 111 ms for 7.8 million products). The cells at either end of a row are in reach of some of the four only.
 */
function matchFour(
  a: usize, x: i32, y: i32, memoryTable: usize, memoryCount: i32, columns: i32, rows: i32, k: i32,
  bestMatch: usize, bestScore: usize,
): void {
  const step = <usize>(k << 2);
  let bounds = i32x4.splat(i32.MIN_VALUE);
  for (let m = 0; m < memoryCount; m++) {
    const base = <usize>load<i32>(memoryTable + (m << 3));
    const radius = load<i32>(memoryTable + (m << 3), 4);
    const left = max(0, x + 3 - radius);
    const right = min(columns - 1, x + radius);
    const bottom = min(rows - 1, y + radius);
    for (let v = max(0, y - radius); v <= bottom; v++) {
      const row = base + <usize>(v * columns * WIDE);
      const place = (m << 16) | (v * columns);
      let bound0 = i32x4.extract_lane(bounds, 0);
      let bound1 = i32x4.extract_lane(bounds, 1);
      let bound2 = i32x4.extract_lane(bounds, 2);
      bound0 = scan(a, row, max(0, x - radius), left - 1, WIDE, place, bestMatch, bestScore, k, bound0);
      bound1 = scan(a + WIDE, row, max(0, x + 1 - radius), left - 1, WIDE, place, bestMatch + step, bestScore + step, k, bound1);
      bound2 = scan(a + WIDE * 2, row, max(0, x + 2 - radius), left - 1, WIDE, place, bestMatch + step * 2, bestScore + step * 2, k, bound2);
      bounds = i32x4.replace_lane(bounds, 0, bound0);
      bounds = i32x4.replace_lane(bounds, 1, bound1);
      bounds = i32x4.replace_lane(bounds, 2, bound2);
      let b = row + <usize>(left * WIDE);
      for (let u = left; u <= right; u++, b += WIDE) {
        const scores = fourDots(b, a);
        if (!v128.any_true(i32x4.gt_s(scores, bounds))) continue;
        const score0 = i32x4.extract_lane(scores, 0);
        const score1 = i32x4.extract_lane(scores, 1);
        const score2 = i32x4.extract_lane(scores, 2);
        const score3 = i32x4.extract_lane(scores, 3);
        const match = place + u;
        if (score0 > i32x4.extract_lane(bounds, 0))
          bounds = i32x4.replace_lane(bounds, 0, insert(score0, match, bestMatch, bestScore, k));
        if (score1 > i32x4.extract_lane(bounds, 1))
          bounds = i32x4.replace_lane(bounds, 1, insert(score1, match, bestMatch + step, bestScore + step, k));
        if (score2 > i32x4.extract_lane(bounds, 2))
          bounds = i32x4.replace_lane(bounds, 2, insert(score2, match, bestMatch + step * 2, bestScore + step * 2, k));
        if (score3 > i32x4.extract_lane(bounds, 3))
          bounds = i32x4.replace_lane(bounds, 3, insert(score3, match, bestMatch + step * 3, bestScore + step * 3, k));
      }
      let bound3 = i32x4.extract_lane(bounds, 3);
      bound1 = i32x4.extract_lane(bounds, 1);
      bound2 = i32x4.extract_lane(bounds, 2);
      bound1 = scan(a + WIDE, row, right + 1, min(columns - 1, x + 1 + radius), WIDE, place, bestMatch + step, bestScore + step, k, bound1);
      bound2 = scan(a + WIDE * 2, row, right + 1, min(columns - 1, x + 2 + radius), WIDE, place, bestMatch + step * 2, bestScore + step * 2, k, bound2);
      bound3 = scan(a + WIDE * 3, row, right + 1, min(columns - 1, x + 3 + radius), WIDE, place, bestMatch + step * 3, bestScore + step * 3, k, bound3);
      bounds = i32x4.replace_lane(bounds, 1, bound1);
      bounds = i32x4.replace_lane(bounds, 2, bound2);
      bounds = i32x4.replace_lane(bounds, 3, bound3);
    }
  }
}

/** Whether every memory frame's reach leaves cells that four neighbours share. */
function reachIsWide(memoryTable: usize, memoryCount: i32): bool {
  for (let m = 0; m < memoryCount; m++) if (load<i32>(memoryTable + (m << 3), 4) < 2) return false;
  return true;
}

/**
 * For each listed cell of the query frame: the k most similar cells of all memory frames.
 * query, and each memory frame: int16 [rows][columns][channels], channels a multiple of 32. cells: int32 cell numbers (y × columns + x).
 * memory: int32 pairs (address, radius): only cells within `radius` columns and rows of the same place are compared.
 * Result, k entries a cell, best first: matchOut = memory frame × 65536 + cell, or -1; scoreOut = dot product.
 * Equal scores keep the earlier memory frame and cell.
 */
export function match(
  query: usize,
  cells: usize,
  cellCount: i32,
  memoryTable: usize,
  memoryCount: i32,
  columns: i32,
  rows: i32,
  channels: i32,
  k: i32,
  matchOut: usize,
  scoreOut: usize,
): void {
  const bytes = channels << 1;
  for (let i = 0, end = cellCount * k; i < end; i++) {
    store<i32>(matchOut + (i << 2), -1);
    store<i32>(scoreOut + (i << 2), i32.MIN_VALUE);
  }
  const fours = bytes == WIDE && reachIsWide(memoryTable, memoryCount);
  let i = 0;
  while (i < cellCount) {
    const cell = load<i32>(cells + (i << 2));
    const x = cell % columns;
    const y = cell / columns;
    const a = query + <usize>(cell * bytes);
    const bestMatch = matchOut + <usize>((i * k) << 2);
    const bestScore = scoreOut + <usize>((i * k) << 2);
    const isRun =
      fours &&
      i + 3 < cellCount &&
      x + 3 < columns &&
      load<i32>(cells + (i << 2), 4) == cell + 1 &&
      load<i32>(cells + (i << 2), 8) == cell + 2 &&
      load<i32>(cells + (i << 2), 12) == cell + 3;
    if (isRun) {
      matchFour(a, x, y, memoryTable, memoryCount, columns, rows, k, bestMatch, bestScore);
      i += 4;
    } else {
      matchOne(a, x, y, memoryTable, memoryCount, columns, rows, bytes, k, bestMatch, bestScore);
      i += 1;
    }
  }
}
