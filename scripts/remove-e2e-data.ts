import { rm } from 'node:fs/promises';

/** Removes the data folder of the browser tests' server after the last test. */
export default async function removeE2eData(): Promise<void> {
  const folder = process.env['VDF_E2E_DATA_DIR'];
  if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
