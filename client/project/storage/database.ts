import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { isForgeError, toForgeError, type ForgeError } from '../../../core/errors.ts';
import { PageError } from '../../i18n/page-error.ts';
import type { ShapeBlock } from './shape-blocks.ts';
import { storageTexts } from './storage-texts.ts';
import type { PendingWork, LastPosition, ProjectSummary } from './stored-project.ts';

const NAME = 'vision-data-forge';
/** Raise it with every change of the stores below, and bring older databases up in `upgrade`. */
const VERSION = 1;

export interface StoredDocument {
  readonly id: string;
  /** Grows with every save, so that a save over one that the tab has not seen is detected. */
  readonly revision: number;
  /** The project document without its shapes. */
  readonly skeleton: unknown;
  readonly pending: PendingWork;
}

/**
 * A project is a row of `projects` (for the list), one of `documents`, and its shapes in blocks. The picture
 * of its preview (without labels, which are in its row) and the user's place change at other times, and are
 * stored apart.
 */
export interface ProjectSchema extends DBSchema {
  projects: { key: string; value: ProjectSummary };
  documents: { key: string; value: StoredDocument };
  shapes: { key: [string, number, number]; value: ShapeBlock & { readonly project: string } };
  thumbnails: { key: string; value: Blob };
  places: { key: string; value: LastPosition & { readonly id: string } };
}
export type ProjectDatabase = IDBPDatabase<ProjectSchema>;

/** A connection to the database of this browser, opened when it is needed. */
class DatabaseConnection {
  #opening: Promise<ProjectDatabase> | null = null;

  open(): Promise<ProjectDatabase> {
    const forget = () => {
      this.#opening = null;
    };
    this.#opening ??= open(forget).catch((error: unknown) => {
      forget();
      throw toStorageError(error);
    });
    return this.#opening;
  }

  async close(): Promise<void> {
    const closing = this.#opening;
    this.#opening = null;
    (await closing)?.close();
  }
}

const connection = new DatabaseConnection();

/** The database of this browser, opened once. Throws `storage_unavailable` when the browser allows none. */
export const projectDatabase = (): Promise<ProjectDatabase> => connection.open();

/** Closes the database; the next call opens it anew. For tests. */
export const closeProjectDatabase = (): Promise<void> => connection.close();

/** @param forget called when the connection is closed from outside */
async function open(forget: () => void): Promise<ProjectDatabase> {
  if (typeof indexedDB === 'undefined') throw new PageError('storage_unavailable', () => storageTexts.notAllowed);
  const database = await openDB<ProjectSchema>(NAME, VERSION, {
    upgrade(created, oldVersion) {
      if (oldVersion < 1) {
        created.createObjectStore('projects', { keyPath: 'id' });
        created.createObjectStore('documents', { keyPath: 'id' });
        created.createObjectStore('shapes', { keyPath: ['project', 'track', 'block'] });
        created.createObjectStore('thumbnails');
        created.createObjectStore('places', { keyPath: 'id' });
      }
    },
    // A newer version of the app in another tab must not wait for this one.
    blocking(_current, _blocked, event) {
      forget();
      (event.target as IDBDatabase).close();
    },
    terminated: forget,
  });
  return database;
}

/** A storage error of the browser as a sentence for the user; a ForgeError is returned as it is. */
export function toStorageError(error: unknown): ForgeError {
  if (isForgeError(error)) return error;
  // Anything else, or a document that cannot be cloned, is a bug of the app.
  if (!(error instanceof DOMException) || error.name === 'DataCloneError') return toForgeError(error);
  const { name } = error;
  if (name === 'QuotaExceededError') return new PageError('storage_full', () => storageTexts.noSpace, { cause: error });
  const sentence = () => (name === 'VersionError' ? storageTexts.newerApp : storageTexts.notAllowed);
  return new PageError('storage_unavailable', sentence, { cause: error });
}
