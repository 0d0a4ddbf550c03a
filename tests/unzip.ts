import JSZip from 'jszip';
import type { ArchiveFiles } from '../core/formats/testing/consumed-dataset.ts';

/** The files of a zip by their path; the checksum of each is verified. Throws for a damaged archive. */
export async function unzip(bytes: Uint8Array): Promise<ArchiveFiles> {
  const zip = await JSZip.loadAsync(bytes, { checkCRC32: true });
  const files = new Map<string, Uint8Array>();
  for (const entry of Object.values(zip.files)) {
    if (entry.dir) throw new Error(`the archive has a folder entry: ${entry.name}`);
    // jszip repairs unsafe names on reading: the original one must not have needed it.
    if (entry.unsafeOriginalName !== undefined && entry.unsafeOriginalName !== entry.name) {
      throw new Error(`the archive has an unsafe name: ${entry.unsafeOriginalName}`);
    }
    files.set(entry.name, await entry.async('uint8array'));
  }
  return files;
}
