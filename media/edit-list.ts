import { boxesIn, findBox, viewOf, type Box, type ReadBytes } from './boxes.ts';

/** A part of a track that players present, in seconds as mediabunny counts them. */
export interface PresentedSpan {
  readonly start: number;
  /** The end of the presented part, exclusive; Infinity where the edit has no length. */
  readonly end: number;
}

interface Edit {
  /** In units of the movie; 0 is "to the end". */
  readonly duration: number;
  /** In units of the track; -1 is a pause before the track begins. */
  readonly mediaTime: number;
}

/** Edit lists have one or two entries; at most this many are read. */
const MAX_EDITS = 4096;

/**
 * The parts of a track that the edit list of an MP4 or QuickTime file presents (ISO/IEC 14496-12, 8.6.6):
 * empty where it has no edit list, which presents everything. mediabunny (1.61) shifts timestamps by the first
 * edit but does not report where edits end, so trimmed frames would be taken for frames. Only box headers and
 * the list itself are read.
 *
 * Of several edits mediabunny knows the first: the spans of all are given on its time line. Frame indices are
 * those of players as long as the edits follow each other in the file's order; timestamps keep the gaps that
 * players close.
 * @param track the id in the file and its time units per second
 */
export async function readPresentedSpans(
  read: ReadBytes,
  size: number,
  track: { readonly id: number; readonly timescale: number },
): Promise<PresentedSpan[]> {
  const movie = await findBox(read, { start: 0, end: size }, 'moov');
  const header = movie && (await findBox(read, movie, 'mvhd'));
  if (!movie || !header) return [];
  const movieTimescale = await readTimescale(read, header);
  for await (const box of boxesIn(read, movie)) {
    if (box.type !== 'trak' || (await readTrackId(read, box)) !== track.id) continue;
    const edits = await findBox(read, box, 'edts');
    const list = edits && (await findBox(read, edits, 'elst'));
    return list && movieTimescale > 0 ? spansOf(await readEdits(read, list), movieTimescale, track.timescale) : [];
  }
  return [];
}

function spansOf(edits: readonly Edit[], movieTimescale: number, trackTimescale: number): PresentedSpan[] {
  const firstAt = edits.findIndex(({ mediaTime }) => mediaTime >= 0);
  const first = edits[firstAt];
  if (!first) return [];
  const pause = edits.slice(0, firstAt).reduce((total, { duration }) => total + duration, 0) / movieTimescale;
  return edits
    .filter(({ mediaTime }) => mediaTime >= 0)
    .map(({ mediaTime, duration }) => {
      const start = pause + (mediaTime - first.mediaTime) / trackTimescale;
      return { start, end: duration > 0 ? start + duration / movieTimescale : Infinity };
    });
}

async function readEdits(read: ReadBytes, { start, end }: Box): Promise<Edit[]> {
  const view = viewOf(await read(start, Math.min(end, start + 8 + MAX_EDITS * 20)));
  if (view.byteLength < 8) return [];
  const isWide = view.getUint8(0) === 1;
  const entrySize = isWide ? 20 : 12;
  const count = Math.min(view.getUint32(4), Math.floor((view.byteLength - 8) / entrySize));
  return Array.from({ length: count }, (_, entry) => {
    const at = 8 + entry * entrySize;
    return isWide
      ? { duration: Number(view.getBigUint64(at)), mediaTime: Number(view.getBigInt64(at + 8)) }
      : { duration: view.getUint32(at), mediaTime: view.getInt32(at + 4) };
  });
}

/** Version 1 of both headers has two times of 8 bytes instead of 4 before the number. */
async function readAfterTimes(read: ReadBytes, { start }: Box): Promise<number> {
  const view = viewOf(await read(start, start + 24));
  if (view.byteLength < 24) return 0;
  return view.getUint32(view.getUint8(0) === 1 ? 20 : 12);
}

const readTimescale = readAfterTimes;

async function readTrackId(read: ReadBytes, track: Box): Promise<number> {
  const header = await findBox(read, track, 'tkhd');
  return header ? readAfterTimes(read, header) : 0;
}
