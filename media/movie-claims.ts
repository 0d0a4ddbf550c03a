import { boxesIn, metaContents, numberAt, viewOf, type Box, type ReadBytes, type Stretch } from './boxes.ts';
import { MAX_FRAMES, MAX_MOVIE_BYTES, MAX_TRACKS } from './limits.ts';
import type { VideoClaims } from './video-claims.ts';

/** Boxes that hold boxes, and their greatest depth; mediabunny looks for tables in all of them. */
const CONTAINERS = new Set('moov trak mdia minf dinf stbl edts sinf schi mvex udta'.split(' '));
const MAX_DEPTH = 24;
/** Bytes per entry of the tables that begin with only the count of their entries. */
const ENTRY_BYTES: Readonly<Record<string, number>> = { stts: 8, ctts: 8, stss: 4, stsc: 12, stco: 4, co64: 8 };
/** Files with inexact tables play nevertheless; this many entries more than frames cost nothing. */
const SLACK = 1000;

/** The sums over a track while its boxes are skipped. */
interface TrackClaims {
  id: number;
  isVideo: boolean;
  /** By its table of sizes. */
  samples: number;
  /** Of samples that all have one size. */
  constantBytes: number;
  /** Entries of its longest table. */
  entries: number;
  /** Samples of its tables of times, and the most samples in one chunk. */
  timed: number;
  shifted: number;
  inChunk: number;
  /** The claimed count of a table that is longer than its box. */
  noRoom: number | null;
}

/** The facts that the fragments of a file refer to. */
export interface MovieFacts {
  isFragmented: boolean;
  readonly videoTracks: Set<number>;
  /** Default bytes of a sample, by track. */
  readonly sampleBytes: Map<number, number>;
}

interface Walk extends MovieFacts {
  readonly claims: VideoClaims;
  tracks: number;
  track: TrackClaims | null;
}

/**
 * Compares the claims of a movie box with its bytes, reading the heads of its tables and adding up their
 * counts; nothing is expanded.
 * Throws `video_truncated` where the bytes cannot hold it, and `video_unreadable` where it is more than can
 * be read here.
 */
export async function checkMovie(read: ReadBytes, movie: Box, claims: VideoClaims): Promise<MovieFacts> {
  if (movie.end - movie.start > MAX_MOVIE_BYTES) throw claims.longLists();
  const facts: MovieFacts = { isFragmented: false, videoTracks: new Set(), sampleBytes: new Map() };
  const walk: Walk = Object.assign(facts, { claims, tracks: 0, track: null });
  await checkBoxes(read, movie, walk, 0);
  return walk;
}

async function checkBoxes(read: ReadBytes, within: Stretch, walk: Walk, depth: number): Promise<void> {
  if (depth > MAX_DEPTH) throw new Error('Its boxes are nested too deeply.');
  for await (const box of boxesIn(read, within)) {
    if (box.type === 'mvex') walk.isFragmented = true;
    if (box.type === 'moof' || box.type === 'mfra') throw new Error(`There is a box "${box.type}" in the movie box.`);
    if (box.type === 'trak') await checkTrack(read, box, walk, depth);
    else if (CONTAINERS.has(box.type)) await checkBoxes(read, box, walk, depth + 1);
    else if (box.type === 'meta') await checkBoxes(read, await metaContents(read, box), walk, depth + 1);
    else if (box.type === 'keys') await checkKeys(read, box, walk.claims);
    else if (box.type === 'trex') walk.sampleBytes.set(await numberAt(read, box, 4), await numberAt(read, box, 16));
    else if (walk.track) await addTable(read, box, walk.track, walk.claims);
  }
}

async function checkTrack(read: ReadBytes, box: Box, walk: Walk, depth: number): Promise<void> {
  walk.tracks += 1;
  if (walk.tracks > MAX_TRACKS) throw walk.claims.manyTracks();
  const outer = walk.track;
  const counts = { samples: 0, constantBytes: 0, entries: 0, timed: 0, shifted: 0, inChunk: 0 };
  const track: TrackClaims = { id: 0, isVideo: false, noRoom: null, ...counts };
  walk.track = track;
  await checkBoxes(read, box, walk, depth + 1);
  walk.track = outer;
  // Uncompressed sound may have millions of samples and inexact counts, and is not read here.
  if (!track.isVideo) return;
  walk.videoTracks.add(track.id);
  judge(track, walk.claims);
}

function judge(track: TrackClaims, claims: VideoClaims): void {
  const { samples, constantBytes, timed, shifted, entries, inChunk, noRoom } = track;
  if (noRoom !== null) throw claims.noRoomInList(noRoom);
  if (constantBytes > claims.size) throw claims.noRoomForFrames(samples);
  if (samples > MAX_FRAMES) throw claims.manyFrames();
  const most = 2 * samples + SLACK;
  for (const count of [timed, shifted, inChunk, entries]) if (count > most) throw claims.contradicts(count, samples);
}

async function addTable(read: ReadBytes, box: Box, track: TrackClaims, claims: VideoClaims): Promise<void> {
  if (box.type === 'tkhd') track.id = await readTrackId(read, box);
  else if (box.type === 'hdlr') track.isVideo ||= await isVideoHandler(read, box);
  else if (box.type === 'stsz' || box.type === 'stz2') await addSizes(read, box, track);
  else if (box.type === 'elst') await checkEdits(read, box, claims);
  else {
    const entryBytes = ENTRY_BYTES[box.type];
    if (entryBytes !== undefined) await addEntries(read, box, entryBytes, track);
  }
}

async function addEntries(read: ReadBytes, box: Box, entryBytes: number, track: TrackClaims): Promise<void> {
  const count = await numberAt(read, box, 4);
  const entries = { start: box.start + 8, end: box.start + 8 + count * entryBytes };
  if (entries.end > box.end) {
    track.noRoom = count;
    return;
  }
  track.entries = Math.max(track.entries, count);
  if (box.type === 'stts') track.timed += await total(read, entries);
  if (box.type === 'ctts') track.shifted += await total(read, entries);
  if (box.type === 'stsc') track.inChunk = Math.max(track.inChunk, await greatest(read, entries));
}

async function isVideoHandler(read: ReadBytes, box: Box): Promise<boolean> {
  return String.fromCharCode(...(await read(box.start + 8, box.start + 12))) === 'vide';
}

async function readTrackId(read: ReadBytes, box: Box): Promise<number> {
  const version = (await numberAt(read, box, 0)) >>> 24;
  return numberAt(read, box, version === 1 ? 20 : 12);
}

async function addSizes(read: ReadBytes, box: Box, track: TrackClaims): Promise<void> {
  const word = await numberAt(read, box, 4);
  const count = await numberAt(read, box, 8);
  track.samples += count;
  const bits = box.type === 'stz2' ? word & 255 : 32;
  if (box.type === 'stsz' && word > 0) track.constantBytes += count * word;
  else if (box.start + 12 + (count * bits) / 8 > box.end) track.noRoom = count;
}

async function checkEdits(read: ReadBytes, box: Box, claims: VideoClaims): Promise<void> {
  const version = (await numberAt(read, box, 0)) >>> 24;
  const count = await numberAt(read, box, 4);
  if (box.start + 8 + count * (version === 1 ? 20 : 12) > box.end) throw claims.noRoomInList(count);
}

/** Checks a list of names with their lengths: one of an impossible length would be read again and again. */
async function checkKeys(read: ReadBytes, box: Box, claims: VideoClaims): Promise<void> {
  const count = await numberAt(read, box, 4);
  let at = box.start + 8;
  for (let key = 0; key < count; key++) {
    const bytes = at + 8 <= box.end ? await numberAt(read, { ...box, start: at }, 0) : 0;
    if (bytes < 8) throw claims.noRoomInList(count);
    at += bytes;
  }
}

/** The sum of the first numbers of entries of eight bytes. */
async function total(read: ReadBytes, entries: Stretch): Promise<number> {
  let sum = 0;
  for await (const view of pieces(read, entries, 8))
    for (let at = 0; at + 8 <= view.byteLength; at += 8) sum += view.getUint32(at);
  return sum;
}

/** The greatest second number of entries of twelve bytes. */
async function greatest(read: ReadBytes, entries: Stretch): Promise<number> {
  let most = 0;
  for await (const view of pieces(read, entries, 12))
    for (let at = 0; at + 12 <= view.byteLength; at += 12) most = Math.max(most, view.getUint32(at + 4));
  return most;
}

/** A table in pieces of whole entries. */
async function* pieces(
  read: ReadBytes,
  { start, end }: Stretch,
  entryBytes: number,
): AsyncGenerator<DataView, void, undefined> {
  const step = entryBytes * 4096;
  for (let at = start; at < end; at += step) yield viewOf(await read(at, Math.min(end, at + step)));
}
