import { existsSync } from 'node:fs';

/** Reads the .env file at `path` into process.env if it exists; variables that are already set stay. */
export function loadEnv(path) {
  if (existsSync(path)) process.loadEnvFile(path);
}
