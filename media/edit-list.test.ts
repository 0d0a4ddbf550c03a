import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadBytes } from './boxes.ts';
import { readPresentedSpans } from './edit-list.ts';

const u32 = (value: number) => [24, 16, 8, 0].map((shift) => (value >> shift) & 255);
const u64 = (value: number) => [...u32(value < 0 ? -1 : 0), ...u32(value)];
const box = (type: string, ...parts: readonly (readonly number[])[]): number[] => {
  const contents = parts.flat();
  return [...u32(8 + contents.length), ...[...type].map((letter) => letter.charCodeAt(0)), ...contents];
};
/** A box whose length takes 8 bytes. */
const wideBox = (type: string, contents: readonly number[]): number[] => [
  ...box(type).with(3, 1),
  ...u64(16 + contents.length),
  ...contents,
];
const header = (type: string, version: number, number: number) =>
  box(type, [version, 0, 0, 0], version === 1 ? [...u64(0), ...u64(0)] : [...u32(0), ...u32(0)], u32(number), u64(0));
const list = (version: number, ...edits: readonly (readonly [duration: number, mediaTime: number])[]) => {
  const wide = version === 1 ? u64 : u32;
  const entries = edits.flatMap(([duration, mediaTime]) => [...wide(duration), ...wide(mediaTime), 0, 1, 0, 0]);
  return box('edts', box('elst', [version, 0, 0, 0], u32(edits.length), entries));
};
const track = (id: number, edits: readonly number[], version = 0) =>
  box('trak', header('tkhd', version, id), edits, box('mdia'));

/** 1000 units a second for the movie, 600 for the track. */
function spans(file: readonly number[], id = 2) {
  const bytes = Uint8Array.from(file);
  const read: ReadBytes = async (start, end) => bytes.slice(start, end);
  return readPresentedSpans(read, bytes.length, { id, timescale: 600 });
}
const movie = (...tracks: readonly (readonly number[])[]) =>
  box('moov', header('mvhd', 0, 1000), box('udta'), ...tracks);

describe('readPresentedSpans', () => {
  it('reads the list of the wanted track, wherever the movie box is', async () => {
    const tracks = [track(1, list(0, [9000, 0])), track(2, list(0, [1500, 60]))];
    const wanted = [{ start: 0, end: 1.5 }];
    expect(await spans([...box('ftyp'), ...movie(...tracks)])).toEqual(wanted);
    expect(await spans([...wideBox('mdat', Array<number>(99).fill(7)), ...movie(...tracks)])).toEqual(wanted);
  });

  it('reads the wide variants', async () => {
    const file = box('moov', header('mvhd', 1, 1000), track(2, list(1, [500, -1], [1500, 60]), 1));
    expect(await spans(file)).toEqual([{ start: 0.5, end: 2 }]);
  });

  it('starts after a pause', async () => {
    expect(await spans(movie(track(2, list(0, [250, -1], [1500, 60]))))).toEqual([{ start: 0.25, end: 1.75 }]);
  });

  it('puts several edits on the time line of the first', async () => {
    expect(await spans(movie(track(2, list(0, [1000, 60], [500, -1], [2000, 1260]))))).toEqual([
      { start: 0, end: 1 },
      { start: 2, end: 4 },
    ]);
  });

  it('takes an edit of no length as open', async () => {
    expect(await spans(movie(track(2, list(0, [0, 60]))))).toEqual([{ start: 0, end: Infinity }]);
  });

  it('finds none where there is none', async () => {
    expect(await spans(movie(track(2, [])))).toEqual([]);
    expect(await spans(movie(track(1, list(0, [1500, 60]))))).toEqual([]);
    expect(await spans(movie(track(2, list(0, [1500, -1]))))).toEqual([]);
    expect(await spans(box('ftyp'))).toEqual([]);
  });

  it('ends on files that are cut off or damaged', async () => {
    const file = movie(track(1, []), track(2, list(1, [500, -1], [1500, 60])));
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.nat(255), fc.nat(file.length), async (at, value, length) => {
        const found = await spans(file.with(at, value).slice(0, length));
        for (const { start, end } of found) expect(end).toBeGreaterThanOrEqual(start);
      }),
    );
  });
});
