/** Entries that the classic end record of a zip can count; from here on readers look for the zip64 one. */
const COUNT_LIMIT = 0xffff;
const END_BYTES = 22;
const END_SIGNATURE = 0x06054b50;
const ZIP64_END_BYTES = 56;
const ZIP64_END_SIGNATURE = 0x06064b50;
const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
/** Version 4.5 of the zip format, made on Unix: the same value as in client-zip's entries. */
const MADE_BY = 0x032d;
const NEEDED = 45;

/**
 * The zip64 end record and its locator (APPNOTE.TXT 4.3.14 and 4.3.15) that belong before the classic end
 * record of an archive with 65535 entries or more, or null where none are missing. client-zip 2.5.1 writes
 * them only for archives of 4 GB and more: without them readers find 65535 entries or refuse the archive.
 *
 * @param end the classic end record, the archive's last 22 bytes
 * @param before the chunk before it: a zip64 record where the archive already has one
 */
export function missingZip64End(
  end: Uint8Array,
  before: Uint8Array | null,
  entryCount: number,
): Uint8Array<ArrayBuffer> | null {
  if (entryCount < COUNT_LIMIT || (before && signatureOf(before) === ZIP64_END_SIGNATURE)) return null;
  if (end.length !== END_BYTES || signatureOf(end) !== END_SIGNATURE)
    throw new Error('The archive does not end as it should.');
  const classic = viewOf(end);
  const directoryBytes = classic.getUint32(12, true);
  const directoryStart = classic.getUint32(16, true);
  const record = new Uint8Array(ZIP64_END_BYTES + ZIP64_LOCATOR_BYTES);
  const view = viewOf(record);
  view.setUint32(0, ZIP64_END_SIGNATURE, true);
  // the length does not count itself and the signature
  view.setBigUint64(4, BigInt(ZIP64_END_BYTES - 12), true);
  view.setUint16(12, MADE_BY, true);
  view.setUint16(14, NEEDED, true);
  view.setBigUint64(24, BigInt(entryCount), true);
  view.setBigUint64(32, BigInt(entryCount), true);
  view.setBigUint64(40, BigInt(directoryBytes), true);
  view.setBigUint64(48, BigInt(directoryStart), true);
  view.setUint32(56, ZIP64_LOCATOR_SIGNATURE, true);
  view.setBigUint64(64, BigInt(directoryStart) + BigInt(directoryBytes), true);
  view.setUint32(72, 1, true);
  return record;
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const signatureOf = (bytes: Uint8Array) => (bytes.length >= 4 ? viewOf(bytes).getUint32(0, true) : 0);
