import { join } from 'node:path';
import { APP_ROOT } from '../node/app-root.ts';
import { readConfig, type ServerConfig } from '../server/config.ts';

/**
 * The settings of this machine's server as `npm start` takes them: from the environment and the same .env
 * file, which does not replace variables that are set. Throws `arguments_invalid` naming the variable.
 */
export function readServerSettings(): ServerConfig {
  loadEnvFile();
  return readConfig({ ...process.env, DATA_DIR: process.env['DATA_DIR'] || join(APP_ROOT, 'data') });
}

function loadEnvFile(): void {
  try {
    process.loadEnvFile(join(APP_ROOT, '.env'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
