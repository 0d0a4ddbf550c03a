import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ForgeError } from '../../core/errors.ts';

/** Reads a JSON file. Throws `file_not_found`, or `prompts_invalid` for text that is not JSON. */
export async function readPromptsJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new ForgeError('file_not_found.prompts', { path }, { cause: error });
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new ForgeError('prompts_invalid.not_json', { path, detail }, { cause: error });
  }
}

/** Checks that a file can be written there, before the work and not after it. Throws `file_write_failed`. */
export async function checkWritable(path: string): Promise<void> {
  const target = resolve(path);
  const folder = dirname(target);
  try {
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new ForgeError('file_write_failed.folder', { path: target }, { cause: error });
  }
  const existing = await stat(target).catch(() => null); // no file there yet, which is fine
  if (existing?.isDirectory()) throw new ForgeError('file_write_failed.is_folder', { path: target });
}
