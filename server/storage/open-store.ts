import { join } from 'node:path';
import type { ServerConfig } from '../config.ts';
import type { BlobStore } from './blob-store.ts';
import { LocalStore } from './local-store.ts';

/** A description of the configured storage place, for messages. */
export const describeStorage = ({ s3, dataDir }: Pick<ServerConfig, 's3' | 'dataDir'>): string =>
  s3 ? `the bucket ${s3.bucket}` : `the folder ${join(dataDir, 'storage')}`;

/**
 * Opens the configured store: a bucket, or a folder in the data folder. Throws `storage_unavailable`.
 *
 * @param youngFileMilliseconds milliseconds: another process may be storing younger files just now; 0 where there is
 * none
 */
export async function openStore(
  { s3, dataDir }: Pick<ServerConfig, 's3' | 'dataDir'>,
  youngFileMilliseconds: number,
): Promise<BlobStore> {
  if (!s3) return LocalStore.open(join(dataDir, 'storage'), youngFileMilliseconds);
  // Imported late: the S3 client is several hundred modules, which only this case should wait for.
  const { S3Store } = await import('./s3-store.ts');
  const store = new S3Store(s3);
  await store.check();
  return store;
}
