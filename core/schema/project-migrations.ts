import { ForgeError } from '../errors.ts';

/** Turns a document of one version into the next one, on plain JSON. */
export type Migration = (document: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/**
 * Entry i turns version i + 1 into version i + 2; append-only. Every version that was ever written has a file
 * `fixtures/project-v<N>.json` beside this one, and the test opens each of them with today's code.
 */
export const MIGRATIONS: readonly Migration[] = [
  // Version 2 adds verified labels, interpolated spans and a range of the video, all optional.
  (document) => ({ ...document, version: 2 }),
  // Version 3 adds the choice to keep an object's margins, how far masks fill the users' boxes, and what is done on
  // the frames in between the sampled ones, all optional.
  (document) => ({ ...document, version: 3 }),
];

/**
 * Brings a document up to the newest version that the list leads to: each entry from the document's version
 * on is applied once, in order. A document that is already there, or newer, comes back as it is.
 * Throws `project_invalid` for a document that a migration cannot read; a migration that forgets to raise the
 * version is a fault of the app and throws `internal`.
 */
export function migrate(
  document: Readonly<Record<string, unknown>> & { readonly version: number },
  migrations: readonly Migration[] = MIGRATIONS,
): Record<string, unknown> {
  let current: Record<string, unknown> = document;
  for (let version = document.version; version <= migrations.length; version += 1) {
    current = migrateOnce(current, version, migrations[version - 1]);
    if (current['version'] !== version + 1)
      throw new ForgeError('internal.detail', { detail: `The migration from project format ${version} is wrong.` });
  }
  return current;
}

function migrateOnce(document: Record<string, unknown>, version: number, migration: Migration | undefined) {
  try {
    return migration ? migration(document) : document;
  } catch (error) {
    throw new ForgeError('project_invalid.format', { version }, { cause: error });
  }
}
