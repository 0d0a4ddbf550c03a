import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { ForgeError } from '../../../core/errors.ts';
import { isSafeArchivePath } from '../../../core/export/safe-names.ts';

/** How much of a stranger's archive is taken. */
export interface ArchiveLimits {
  readonly entries: number;
  /** Bytes of all files together after unpacking: those that really come out. */
  readonly unpackedBytes: number;
  /** Unpacked bytes for one packed byte, of a file above RATIO_FREE_BYTES and of the whole. Images hardly shrink. */
  readonly ratio: number;
  /** Bytes of one file. */
  readonly fileBytes: number;
}

/** Small files of zeros may well shrink a lot; a bomb is large. */
const RATIO_FREE_BYTES = 1_000_000;
/** Unix file types in the upper half of the external attributes; 0 where the writer says none. */
const FILE_TYPE = 0o170000;
const REGULAR_FILE = 0o100000;

/** A zip archive of a stranger: names and sizes are checked before anything is read, bytes while they come. */
export class ZipReader {
  #unpacked = 0;

  private constructor(
    private readonly zip: ZipFile,
    /** By name, in the archive's order. */
    readonly entries: ReadonlyMap<string, Entry>,
    private readonly limits: ArchiveLimits,
  ) {}

  /** Throws `archive_invalid`, `archive_unsafe`, `archive_too_large`. The caller closes it. */
  static async open(path: string, limits: ArchiveLimits): Promise<ZipReader> {
    const zip = await openZip(path);
    try {
      return new ZipReader(zip, await readEntries(zip, limits), limits);
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  /** The unpacked bytes of a file, checked against its length and checksum. Throws `archive_invalid`, `archive_too_large`. */
  async read(entry: Entry, maxBytes = this.limits.fileBytes): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let checksum = 0;
    const most = Math.min(maxBytes, this.limits.fileBytes);
    try {
      for await (const chunk of await streamOf(this.zip, entry)) {
        const part = chunk as Buffer;
        bytes += part.length;
        this.#unpacked += part.length;
        this.#refuseBomb(entry, bytes, most);
        checksum = crc32(part, checksum);
        chunks.push(part);
      }
    } catch (error) {
      throw zipError(error);
    }
    if (checksum !== entry.crc32) throw damaged(`"${entry.fileName}" is not what its checksum says`);
    const [only] = chunks;
    return chunks.length === 1 && only ? only : Buffer.concat(chunks);
  }

  close(): void {
    this.zip.close();
  }

  #refuseBomb({ fileName, compressedSize }: Entry, bytes: number, most: number): void {
    if (bytes > most) throw tooLarge(`"${fileName}" is too large`);
    if (this.#unpacked > this.limits.unpackedBytes) throw tooLarge('it unpacks to too many bytes');
    if (bytes > RATIO_FREE_BYTES && bytes > compressedSize * this.limits.ratio)
      throw tooLarge(`"${fileName}" unpacks to too many times its size`);
  }
}

function openZip(path: string): Promise<ZipFile> {
  // Names stay bytes-as-they-are: yauzl would turn a backslash into a slash, which hides what the archive really says.
  const options = { lazyEntries: true, autoClose: false, strictFileNames: true, validateEntrySizes: true };
  return new Promise((resolve, reject) => {
    yauzl.open(path, options, (error, zip) => {
      if (error) reject(zipError(error));
      else resolve(zip);
    });
  });
}

function readEntries(zip: ZipFile, limits: ArchiveLimits): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  const taken = new Set<string>();
  let unpacked = 0;
  return new Promise((resolve, reject) => {
    zip.on('error', (error: unknown) => reject(zipError(error)));
    zip.once('end', () => resolve(entries));
    zip.on('entry', (entry: Entry) => {
      try {
        checkEntry(entry, taken);
        unpacked += entry.uncompressedSize;
        if (entries.size >= limits.entries) throw tooLarge(`it has more than ${limits.entries} files`);
        if (unpacked > limits.unpackedBytes) throw tooLarge('it unpacks to too many bytes');
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
        return;
      }
      // Folders say nothing that their files do not say.
      if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

function checkEntry(entry: Entry, taken: Set<string>): void {
  const { fileName } = entry;
  const folder = fileName.endsWith('/');
  const shown = JSON.stringify(fileName.slice(0, 100));
  if (!isSafeArchivePath(folder ? fileName.slice(0, -1) : fileName)) throw unsafe(`the name ${shown} is not safe`);
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  if (!folder && type !== 0 && type !== REGULAR_FILE) throw unsafe(`${shown} is a link or a device, not a file`);
  if (entry.isEncrypted()) throw damaged(`${shown} is encrypted`);
  const key = fileName.toLowerCase();
  if (taken.has(key)) throw unsafe(`the name ${shown} stands in it twice`);
  taken.add(key);
}

function streamOf(zip: ZipFile, entry: Entry): Promise<AsyncIterable<unknown>> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) reject(error);
      else resolve(stream);
    });
  });
}

/** What yauzl and zlib say of a file is about the archive, unless the disk failed. */
function zipError(error: unknown): Error {
  if (error instanceof ForgeError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (error instanceof Error && typeof code === 'string' && /^E[A-Z]/.test(code) && !code.startsWith('ERR_'))
    return error;
  const why = error instanceof Error ? error.message : String(error);
  if (/file ?name|path/i.test(why)) return unsafe('it has a file name that is not safe', error);
  return damaged('it is no zip archive, or it was cut off or changed', error);
}

export const damaged = (why: string, cause?: unknown): ForgeError =>
  new ForgeError('archive_invalid', `This archive is no dataset: ${why}.`, { cause });

const unsafe = (why: string, cause?: unknown): ForgeError =>
  new ForgeError('archive_unsafe', `This archive is refused: ${why}.`, { cause });

const tooLarge = (why: string): ForgeError =>
  new ForgeError('archive_too_large', `This archive is larger than the server takes: ${why}.`);
