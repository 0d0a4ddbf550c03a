/** Bytes of a file from `start` to before `end`; fewer where the file ends. */
export type ReadBytes = (start: number, end: number) => Promise<Uint8Array>;

/** Part of a file, in bytes. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A box of an MP4 or QuickTime file (ISO/IEC 14496-12, 4.2): its type, and the range of its contents. */
export interface Box extends Stretch {
  readonly type: string;
}

/**
 * Most boxes of one level: a fragment takes two, and few files have one for every frame. Skipping this many
 * takes a second.
 */
const MAX_BOXES = 1_000_000;

/** The first box of a type on one level. */
export async function findBox(read: ReadBytes, within: Stretch, type: string): Promise<Box | undefined> {
  for await (const box of boxesIn(read, within)) if (box.type === type) return box;
  return undefined;
}

/**
 * The boxes of one level; ends at bytes that are not a box. Throws where there are more than any video has.
 */
export async function* boxesIn(read: ReadBytes, { start, end }: Stretch): AsyncGenerator<Box, void, undefined> {
  let at = start;
  for (let count = 0; at + 8 <= end; count++) {
    if (count === MAX_BOXES) throw new Error(`There are more than ${MAX_BOXES} boxes on one level.`);
    const view = viewOf(await read(at, at + 16));
    if (view.byteLength < 8) return;
    const short = view.getUint32(0);
    if (short === 1 && view.byteLength < 16) return;
    const length = short === 1 ? Number(view.getBigUint64(8)) : short === 0 ? end - at : short;
    const headerLength = short === 1 ? 16 : 8;
    if (length < headerLength) return;
    const type = String.fromCharCode(...[4, 5, 6, 7].map((offset) => view.getUint8(offset)));
    yield { type, start: at + headerLength, end: Math.min(end, at + length) };
    at += length;
  }
}

/** The number at a place in a box; 0 where the box or the file ends before it. */
export async function numberAt(read: ReadBytes, box: Stretch, offset: number): Promise<number> {
  const at = box.start + offset;
  if (at + 4 > box.end) return 0;
  const view = viewOf(await read(at, at + 4));
  return view.byteLength === 4 ? view.getUint32(0) : 0;
}

/** The boxes of a box "meta": in MP4 four bytes precede them, in QuickTime none. */
export async function metaContents(read: ReadBytes, box: Box): Promise<Stretch> {
  return (await numberAt(read, box, 0)) === 0 ? { start: box.start + 4, end: box.end } : box;
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
