import type { VideoIdentity } from './stored-project.ts';

/** Bytes of each of the three pieces that are read. */
const PIECE = 2 ** 20;
const LABEL = 'vdf-video-1';

/**
 * SHA-256 (hex) over: the text "vdf-video-1", the size of the file in bytes as 8 bytes little-endian, its
 * first MiB, the MiB that begins at floor((size - 1 MiB) / 2), and its last MiB; of a file of at most 3 MiB
 * the whole. Reads at most 3 MiB however long the video is. It recognizes a file that is chosen again; it
 * does not protect against forged files.
 */
export async function fingerprintOf(file: Blob): Promise<string> {
  const size = new DataView(new ArrayBuffer(8));
  size.setBigUint64(0, BigInt(file.size), true);
  const pieces = pieceStarts(file.size).map(([from, to]) => file.slice(from, to));
  const read = await Promise.all(pieces.map((piece) => piece.arrayBuffer()));
  const parts = [
    new TextEncoder().encode(LABEL),
    new Uint8Array(size.buffer),
    ...read.map((each) => new Uint8Array(each)),
  ];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Identifies a file as a project's video. The fingerprint is null when the file cannot be read. */
export async function identityOf(file: File): Promise<VideoIdentity> {
  const { name, size, lastModified } = file;
  return { name, size, lastModified, fingerprint: await fingerprintOf(file).catch(() => null) };
}

function pieceStarts(size: number): readonly (readonly [number, number])[] {
  if (size <= 3 * PIECE) return [[0, size]];
  const middle = Math.floor((size - PIECE) / 2);
  return [
    [0, PIECE],
    [middle, middle + PIECE],
    [size - PIECE, size],
  ];
}
