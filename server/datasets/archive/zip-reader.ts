import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { ForgeError, isForgeError } from '../../../core/errors.ts';
import { isSafeArchivePath } from '../../../core/export/safe-names.ts';
import { WindowReader } from './window-reader.ts';

/** Limits on an untrusted archive. */
export interface ArchiveLimits {
  readonly entries: number;
  /**
   * Unpacked bytes of all files together. The sizes that the entries state are counted, and unpacking yields
   * no more than those.
   */
  readonly unpackedBytes: number;
  /**
   * Unpacked bytes per packed byte, of a file above RATIO_FREE_BYTES and of the whole. Images hardly shrink.
   */
  readonly ratio: number;
  /** Unpacked bytes of one file. */
  readonly fileBytes: number;
}

/** Small files of zeros may well shrink a lot; a bomb is large. */
const RATIO_FREE_BYTES = 1_000_000;
/** Unix file types in the upper half of the external attributes; 0 where the writer gives none. */
const FILE_TYPE = 0o170000;
const REGULAR_FILE = 0o100000;
const STORED = 0;
const DEFLATED = 8;
const LOCAL_HEADER_BYTES = 30;
const LOCAL_HEADER_SIGNATURE = 0x04034b50;

const inflate = promisify(inflateRaw);

/** One file of an archive, as listed in the archive's directory. */
export interface ZipEntry {
  readonly name: string;
  /** Offset of its local header. */
  readonly at: number;
  /** Offset of the next header, or of the archive's end. */
  readonly end: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly crc32: number;
  readonly deflated: boolean;
}

/** An entry before its order among the others is known. */
type FoundEntry = Omit<ZipEntry, 'end'> & { end: number };

/**
 * An untrusted zip archive: names and sizes are checked before anything is read, bytes while they are
 * unpacked. Its files are read one at a time.
 */
export class ZipReader {
  private constructor(
    private readonly file: WindowReader,
    private readonly zip: ZipFile,
    /** By name, in the order of their offsets: read in this order, the archive is read once. */
    readonly entries: ReadonlyMap<string, ZipEntry>,
    private readonly limits: ArchiveLimits,
  ) {}

  /** Throws `archive_invalid`, `archive_unsafe`, `archive_too_large`. The caller closes it. */
  static async open(path: string, limits: ArchiveLimits): Promise<ZipReader> {
    const file = await WindowReader.open(path);
    const zip = await openZip(file);
    try {
      return new ZipReader(file, zip, inOrder(await readEntries(zip, file.bytes, limits), file.bytes), limits);
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  /** Size of the archive itself. */
  get archiveBytes(): number {
    return this.file.bytes;
  }

  /**
   * The unpacked bytes of a file, checked against its length and checksum. They are valid until the next file
   * is read: copy them to keep them. Throws `archive_invalid`, `archive_too_large`.
   */
  async read(entry: ZipEntry, maxBytes = this.limits.fileBytes): Promise<Buffer> {
    this.#refuseBomb(entry, Math.min(maxBytes, this.limits.fileBytes));
    const bytes = await this.#unpack(entry);
    if (bytes.length !== entry.bytes || crc32(bytes) !== entry.crc32)
      throw new ForgeError('archive_invalid.checksum', { path: entry.name });
    return bytes;
  }

  close(): void {
    this.zip.close();
  }

  /** Unpacks at most the bytes that the entry states, which were checked against the limits. */
  async #unpack({ name, at, end, packedBytes, bytes, deflated }: ZipEntry): Promise<Buffer> {
    try {
      const header = await this.file.view(at, LOCAL_HEADER_BYTES);
      if (header.readUInt32LE(0) !== LOCAL_HEADER_SIGNATURE) throw new Error('a local header is missing');
      const start = at + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
      // Overlapping files can unpack to far more than the archive holds; no honest archive has them.
      if (start + packedBytes > end) throw new ForgeError('archive_unsafe.overlap', { path: name });
      const packed = await this.file.view(start, packedBytes);
      return deflated ? await inflate(packed, { maxOutputLength: Math.max(1, bytes) }) : packed;
    } catch (error) {
      throw zipError(error);
    }
  }

  #refuseBomb({ name, bytes, packedBytes }: ZipEntry, most: number): void {
    if (bytes > most) throw new ForgeError('archive_too_large.file', { path: name });
    if (bytes > RATIO_FREE_BYTES && bytes > packedBytes * this.limits.ratio)
      throw new ForgeError('archive_too_large.file_ratio', { path: name });
  }
}

async function openZip(file: WindowReader): Promise<ZipFile> {
  // Names stay as they are: yauzl would turn a backslash into a slash, which hides the real name.
  const options = { lazyEntries: true, autoClose: false, strictFileNames: true, validateEntrySizes: true };
  try {
    return await yauzl.fromRandomAccessReaderPromise(file, file.bytes, options);
  } catch (error) {
    file.close(() => undefined);
    throw zipError(error);
  }
}

/** Entries in the order of their offsets. The objects are reused: an archive of 2 GB has 50,000 of them. */
function inOrder(entries: FoundEntry[], archiveBytes: number): Map<string, ZipEntry> {
  entries.sort((a, b) => a.at - b.at);
  for (const [i, entry] of entries.entries()) entry.end = entries[i + 1]?.at ?? archiveBytes;
  return new Map(entries.map((entry) => [entry.name, entry]));
}

function readEntries(zip: ZipFile, archiveBytes: number, limits: ArchiveLimits): Promise<FoundEntry[]> {
  const entries: FoundEntry[] = [];
  const taken = new Set<string>();
  let unpacked = 0;
  return new Promise((resolve, reject) => {
    zip.on('error', (error: unknown) => reject(zipError(error)));
    zip.once('end', () => resolve(entries));
    zip.on('entry', (entry: Entry) => {
      try {
        checkEntry(entry, taken);
        unpacked += entry.uncompressedSize;
        if (taken.size > limits.entries) throw new ForgeError('archive_too_large.entries', { count: limits.entries });
        if (unpacked > limits.unpackedBytes) throw new ForgeError('archive_too_large.bytes');
        if (unpacked > RATIO_FREE_BYTES && unpacked > archiveBytes * limits.ratio)
          throw new ForgeError('archive_too_large.ratio');
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
        return;
      }
      // Folders add nothing to the paths of their files.
      if (!entry.fileName.endsWith('/')) entries.push(keptOf(entry));
      zip.readEntry();
    });
    zip.readEntry();
  });
}

/**
 * The needed fields of an entry. yauzl's own holds buffers too and takes 0.7 kB: 36 MB for the 50,000 files
 * of an archive of 2 GB.
 */
const keptOf = (entry: Entry): FoundEntry => ({
  name: entry.fileName,
  at: entry.relativeOffsetOfLocalHeader,
  end: 0,
  packedBytes: entry.compressedSize,
  bytes: entry.uncompressedSize,
  crc32: entry.crc32,
  deflated: entry.compressionMethod === DEFLATED,
});

function checkEntry(entry: Entry, taken: Set<string>): void {
  const { fileName } = entry;
  const folder = fileName.endsWith('/');
  const shown = { path: JSON.stringify(fileName.slice(0, 100)) };
  if (!isSafeArchivePath(folder ? fileName.slice(0, -1) : fileName)) throw new ForgeError('archive_unsafe.name', shown);
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  if (!folder && type !== 0 && type !== REGULAR_FILE) throw new ForgeError('archive_unsafe.link', shown);
  if (entry.isEncrypted()) throw new ForgeError('archive_invalid.encrypted', shown);
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED)
    throw new ForgeError('archive_invalid.compression', shown);
  const key = fileName.toLowerCase();
  if (taken.has(key)) throw new ForgeError('archive_unsafe.name_twice', shown);
  taken.add(key);
}

/** Errors of yauzl and zlib are faults of the archive, unless the disk failed. */
function zipError(error: unknown): Error {
  if (isForgeError(error)) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (error instanceof Error && typeof code === 'string' && /^E[A-Z]/.test(code) && !code.startsWith('ERR_'))
    return error;
  const why = error instanceof Error ? error.message : String(error);
  if (/file ?name|path/i.test(why)) return new ForgeError('archive_unsafe.some_name', {}, { cause: error });
  return new ForgeError('archive_invalid.no_zip', {}, { cause: error });
}
