import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig, type ServerConfig } from '../server/config.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * The settings of this machine's server as `npm start` takes them: from the environment and the same .env file, where what is set already
 * stays. Throws `arguments_invalid` naming the variable.
 */
export function readServerSettings(): ServerConfig {
  loadEnvFile();
  return readConfig({ ...process.env, DATA_DIR: process.env['DATA_DIR'] || join(ROOT, 'data') });
}

function loadEnvFile(): void {
  try {
    process.loadEnvFile(join(ROOT, '.env'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
