import { boxesIn, metaContents, numberAt, type Box, type ReadBytes, type Stretch } from './boxes.ts';
import { MAX_FRAMES, MAX_MOVIE_BYTES } from './limits.ts';
import type { MovieFacts } from './movie-claims.ts';
import type { VideoClaims } from './video-claims.ts';

/** Boxes that a fragment never has, and in which mediabunny would look for tables. */
const FOREIGN = new Set('moov trak mdia minf dinf stbl edts sinf schi mvex moof mfra'.split(' '));
const MAX_DEPTH = 24;
/**
 * Most boxes to skip in all passes through the file: a table may lead to a million of them, and fragments
 * take two each.
 */
const MAX_PASSED = 2_000_000;
/**
 * Most entries of the table of fragments with the time of another entry: each takes as long as the table is.
 */
const MAX_TWINS = 1000;

interface Walk {
  readonly movie: MovieFacts;
  readonly claims: VideoClaims;
  /** Positions of the fragments that were checked. */
  readonly seen: Set<number>;
  /**
   * Samples of the video tracks, by track, and the bytes of those for which the file gives only a common
   * size.
   */
  readonly samples: Map<number, number>;
  constantBytes: number;
  passed: number;
}

/** The facts in the header of a track's part of a fragment. */
interface TrackPart {
  id: number;
  sampleBytes: number;
}

/**
 * Compares the claims of a file's fragments with its bytes: those that follow each other from `start` on, and
 * those that the table at the end of the file lists. Throws as checkMovie does.
 */
export async function checkFragments(
  read: ReadBytes,
  start: number,
  movie: MovieFacts,
  claims: VideoClaims,
): Promise<void> {
  const walk: Walk = { movie, claims, seen: new Set(), samples: new Map(), constantBytes: 0, passed: 0 };
  await checkFrom(read, start, walk);
  for (const place of await tabledFragments(read, claims)) await checkFrom(read, place, walk);
}

/** Checks the fragments from a position on that were not checked yet. */
async function checkFrom(read: ReadBytes, start: number, walk: Walk): Promise<void> {
  for await (const box of boxesIn(read, { start, end: walk.claims.size })) {
    walk.passed += 1;
    if (walk.passed > MAX_PASSED) throw new Error(`There are more than ${MAX_PASSED} boxes on the way to fragments.`);
    if (box.type !== 'moof') continue;
    if (walk.seen.has(box.start)) return;
    walk.seen.add(box.start);
    if (box.end - box.start > MAX_MOVIE_BYTES) throw walk.claims.longLists();
    await checkBoxes(read, box, walk, { id: 0, sampleBytes: 0 }, 0);
  }
}

async function checkBoxes(read: ReadBytes, within: Stretch, walk: Walk, part: TrackPart, depth: number): Promise<void> {
  if (depth > MAX_DEPTH) throw new Error('Its boxes are nested too deeply.');
  for await (const box of boxesIn(read, within)) {
    if (FOREIGN.has(box.type)) throw new Error(`There is a box "${box.type}" in a fragment.`);
    if (box.type === 'traf' || box.type === 'udta') await checkBoxes(read, box, walk, part, depth + 1);
    else if (box.type === 'meta') await checkBoxes(read, await metaContents(read, box), walk, part, depth + 1);
    else if (box.type === 'keys') throw new Error('There is a box "keys" in a fragment.');
    else if (box.type === 'tfhd') await readPart(read, box, walk.movie, part);
    else if (box.type === 'trun') await addRun(read, box, walk, part);
  }
}

async function readPart(read: ReadBytes, box: Box, movie: MovieFacts, part: TrackPart): Promise<void> {
  const flags = await numberAt(read, box, 0);
  part.id = await numberAt(read, box, 4);
  part.sampleBytes = movie.sampleBytes.get(part.id) ?? 0;
  const before = (flags & 1 ? 8 : 0) + (flags & 2 ? 4 : 0) + (flags & 8 ? 4 : 0);
  if (flags & 16) part.sampleBytes = await numberAt(read, box, 8 + before);
}

async function addRun(read: ReadBytes, box: Box, walk: Walk, part: TrackPart): Promise<void> {
  const { claims, movie, samples } = walk;
  const flags = await numberAt(read, box, 0);
  const count = await numberAt(read, box, 4);
  const fields = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length;
  const before = 8 + (flags & 1 ? 4 : 0) + (flags & 4 ? 4 : 0);
  if (box.start + before + count * fields * 4 > box.end) throw claims.noRoomInList(count);
  // Samples without any stated size have at least a byte each.
  if ((flags & 0x200) === 0) walk.constantBytes += count * Math.max(fields === 0 ? 1 : 0, part.sampleBytes);
  if (walk.constantBytes > claims.size) throw claims.noRoomForFrames(count);
  // Of sound only one fragment is held at a time.
  const known = movie.videoTracks.has(part.id) ? (samples.get(part.id) ?? 0) : 0;
  if (known + count > MAX_FRAMES) throw claims.manyFrames();
  samples.set(part.id, known + count);
}

/** The positions of fragments in the table that the last four bytes of a file may point to. */
async function tabledFragments(read: ReadBytes, claims: VideoClaims): Promise<Set<number>> {
  const { size } = claims;
  const places = new Set<number>();
  const length = await numberAt(read, { start: size - 4, end: size }, 0);
  if (length < 8 || length > size) return places;
  for await (const outer of boxesIn(read, { start: size - length, end: size })) {
    if (outer.type !== 'mfra') return places;
    for await (const box of boxesIn(read, outer)) {
      if (box.type === 'tfra') await addPlaces(read, box, places, claims);
      else if (box.type !== 'mfro') throw new Error(`There is a box "${box.type}" in the table of fragments.`);
    }
    return places;
  }
  return places;
}

async function addPlaces(read: ReadBytes, box: Box, places: Set<number>, claims: VideoClaims): Promise<void> {
  const version = (await numberAt(read, box, 0)) >>> 24;
  const lengths = await numberAt(read, box, 8);
  const count = await numberAt(read, box, 12);
  const wide = version === 1;
  const numbers = 3 + ((lengths >> 4) & 3) + ((lengths >> 2) & 3) + (lengths & 3);
  const entryBytes = (wide ? 16 : 8) + numbers;
  if (box.start + 16 + count * entryBytes > box.end) throw claims.noRoomInList(count);
  const wordAt = async (at: number) =>
    wide ? (await numberAt(read, box, at)) * 2 ** 32 + (await numberAt(read, box, at + 4)) : numberAt(read, box, at);
  const times = new Set<number>();
  for (let entry = 0; entry < count; entry++) {
    const at = 16 + entry * entryBytes;
    times.add(await wordAt(at));
    places.add(await wordAt(at + (wide ? 8 : 4)));
  }
  if (count - times.size > MAX_TWINS) throw claims.contradicts(count, times.size);
}
