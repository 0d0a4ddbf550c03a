import { existsSync } from 'node:fs';

/** Reads the .env file at `path` into process.env where it exists; what is already set stays. */
export function loadEnv(path) {
  if (existsSync(path)) process.loadEnvFile(path);
}
