import type { IDBPTransaction } from 'idb';
import type { FrameIndex } from '../../../core/schema/brands.ts';
import { z } from 'zod';
import { PROJECT_VERSION, type Project } from '../../../core/schema/project.ts';
import { PageError } from '../../i18n/page-error.ts';
import { projectDatabase, toStorageError, type ProjectSchema, type StoredDocument } from './database.ts';
import { previewOf } from './preview.ts';
import { projectChanges } from './project-changes.ts';
import { blocksBetween, joinProject, skeletonOf } from './shape-blocks.ts';
import { storageTexts } from './storage-texts.ts';
import {
  NO_PENDING_WORK,
  pendingWorkSchema,
  lastPositionSchema,
  projectSummarySchema,
  type JobReference,
  type ListedProject,
  type PendingWork,
  type LastPosition,
  type ProjectSummary,
  type VideoIdentity,
} from './stored-project.ts';

/** One state of a project, to be written whole or not at all. */
export interface ProjectSave {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly video: VideoIdentity;
  readonly project: Project;
  readonly pending: PendingWork;
  /**
   * The state whose shapes are stored as they are; null for a new project, and for one that was read in an
   * older format.
   */
  readonly saved: Project | null;
  /** The revision of the last save or read of this page; 0 for a new project. */
  readonly revision: number;
  /** The frame whose picture the list shows, with the labels of this save. */
  readonly pictured?: FrameIndex | null;
  /** The picture of that frame; left out when it is stored already. */
  readonly thumbnail?: Blob;
  /**
   * The page may close at any moment: everything is handed to the browser at once, without first checking
   * whether another tab saved meanwhile. Only for a tab that holds the project's lock.
   */
  readonly leaving?: boolean;
}

/** A project as it is stored; the document is not validated. */
export interface StoredProject {
  readonly summary: ProjectSummary;
  readonly revision: number;
  readonly document: unknown;
  readonly pending: PendingWork;
  readonly place: LastPosition | null;
}

type Stores = ['projects', 'documents', 'shapes', 'thumbnails', 'places'];
const STORES: Stores = ['projects', 'documents', 'shapes', 'thumbnails', 'places'];
type Writing = IDBPTransaction<ProjectSchema, Stores, 'readwrite'>;

/**
 * Writes a project in one transaction; only what changed since `saved` is written.
 *
 * @returns the new revision
 * @throws `project_conflict` when another tab saved meanwhile, `storage_full`, `storage_unavailable`
 */
export async function saveProject(save: ProjectSave): Promise<number> {
  const { id, project, pending, thumbnail, leaving = false } = save;
  const revision = save.revision + 1;
  await writing(async (tx) => {
    const known = leaving || (await isAsSaved(tx, save)) ? save.saved : null;
    const shapes = tx.objectStore('shapes');
    const { put, remove } = blocksBetween(known, project);
    const requests: Promise<unknown>[] = [];
    const ask = async (request: Promise<unknown>) => {
      // When a later request cannot even be made, this one fails without a handler.
      request.catch(() => undefined);
      requests.push(request);
      // One block at a time: copying all of a long video's masks in one go would hold up the page.
      if (!leaving) await request;
    };
    if (!known) await ask(shapes.delete(blocksOf(id)));
    for (const { track, block } of remove) await ask(shapes.delete([id, track, block]));
    for (const block of put) await ask(shapes.put({ project: id, ...block }));
    if (thumbnail) await ask(tx.objectStore('thumbnails').put(thumbnail, id));
    await ask(tx.objectStore('documents').put({ id, revision, skeleton: skeletonOf(project), pending }));
    await ask(tx.objectStore('projects').put(summaryOf(save)));
    // Otherwise it would wait for the page to hear that every request is done.
    if (leaving) tx.commit();
    await Promise.all(requests);
  });
  projectChanges.announce();
  return revision;
}

/**
 * False when the browser's data were cleared meanwhile, so that everything has to be written. Throws
 * `project_conflict`.
 */
async function isAsSaved(tx: Writing, { id, revision }: ProjectSave): Promise<boolean> {
  const stored = await tx.objectStore('documents').get(id);
  if (stored && stored.revision !== revision) throw new PageError('project_conflict', () => storageTexts.conflict);
  return stored !== undefined;
}

function summaryOf({ id, createdAt, video, project, pictured = null }: ProjectSave): ProjectSummary {
  return {
    id,
    name: project.name,
    createdAt,
    updatedAt: Date.now(),
    format: project.version,
    video,
    frameCount: project.video.frameCount,
    labelledFrames: project.labelledFrames.length,
    damaged: false,
    preview: pictured === null ? null : previewOf(project, pictured),
  };
}

/**
 * Stores a picture of one of a project's frames for the list. `project`: as it is stored. Throws as
 * `renameProject`.
 */
export async function savePicture(id: string, project: Project, frame: FrameIndex, thumbnail: Blob): Promise<void> {
  await writing(async (tx) => {
    const { row } = await rowsOf(tx, id);
    await tx.objectStore('projects').put({ ...row, preview: previewOf(project, frame) });
    await tx.objectStore('thumbnails').put(thumbnail, id);
  });
  projectChanges.announce();
}

/** Reads a project. Throws `not_found`, `storage_unavailable`. */
export async function readProject(id: string): Promise<StoredProject> {
  try {
    const tx = (await projectDatabase()).transaction(STORES);
    const [row, stored, blocks, placeRow] = await Promise.all([
      tx.objectStore('projects').get(id),
      tx.objectStore('documents').get(id),
      tx.objectStore('shapes').getAll(blocksOf(id)),
      tx.objectStore('places').get(id),
    ]);
    const summary = readSummary(row);
    if (!summary || !stored) throw new PageError('not_found', () => storageTexts.noSuchProject);
    return {
      summary,
      revision: stored.revision,
      document: joinProject(stored.skeleton, blocks),
      pending: pendingWorkSchema.catch(NO_PENDING_WORK).parse(stored.pending),
      place: lastPositionSchema.nullable().catch(null).parse(placeRow),
    };
  } catch (error) {
    throw toStorageError(error);
  }
}

/**
 * Reads a project without its shapes, which are the large part of it; the document is not validated. Throws
 * as `readProject`.
 */
export async function readSkeleton(id: string): Promise<unknown> {
  try {
    const stored = await (await projectDatabase()).get('documents', id);
    if (!stored) throw new PageError('not_found', () => storageTexts.noSuchProject);
    return stored.skeleton;
  } catch (error) {
    throw toStorageError(error);
  }
}

/** Every project of this browser, most recently changed first. Throws `storage_unavailable`. */
export async function listProjects(): Promise<readonly ListedProject[]> {
  try {
    const tx = (await projectDatabase()).transaction(STORES);
    const rows: readonly unknown[] = await tx.objectStore('projects').getAll();
    const summaries = rows.map(readSummary).filter((each) => each !== null);
    const listed = summaries.map(async (summary): Promise<ListedProject> => {
      const thumbnail = (await tx.objectStore('thumbnails').get(summary.id)) ?? null;
      const fault = summary.format > PROJECT_VERSION ? 'newer' : summary.damaged ? 'damaged' : null;
      return { summary, thumbnail, fault };
    });
    return (await Promise.all(listed)).sort((a, b) => b.summary.updatedAt - a.summary.updatedAt);
  } catch (error) {
    throw toStorageError(error);
  }
}

/**
 * Fingerprints of the videos of this browser's projects; null when one of them cannot be determined: it may
 * be any. Throws `storage_unavailable`.
 */
export async function referencedVideos(): Promise<ReadonlySet<string> | null> {
  try {
    const rows: readonly unknown[] = await (await projectDatabase()).getAll('projects');
    const videos = rows.map((row) => videoOfRow.safeParse(row));
    if (videos.some(({ success }) => !success)) return null;
    return new Set(videos.flatMap(({ data }) => data?.video.fingerprint ?? []));
  } catch (error) {
    throw toStorageError(error);
  }
}

/** The part of a row that names its video, independent of the version of the app that wrote the rest. */
const videoOfRow = z.object({ video: z.object({ fingerprint: z.string().nullable() }) });

/** Marks a project in the list as unreadable. */
export async function markDamaged(id: string): Promise<void> {
  await writing(async (tx) => {
    const row = await tx.objectStore('projects').get(id);
    if (row) await tx.objectStore('projects').put({ ...row, damaged: true });
  });
  projectChanges.announce();
}

/** Renames a project that is not open. Throws `not_found`, `storage_full`, `storage_unavailable`. */
export async function renameProject(id: string, name: string): Promise<void> {
  await writing(async (tx) => {
    const { row, stored } = await rowsOf(tx, id);
    const { skeleton } = stored;
    const renamed = typeof skeleton === 'object' && skeleton !== null ? { ...skeleton, name } : skeleton;
    await tx.objectStore('documents').put({ ...stored, revision: stored.revision + 1, skeleton: renamed });
    await tx.objectStore('projects').put({ ...row, name, updatedAt: Date.now() });
  });
  projectChanges.announce();
}

/** Stores which file a project belongs to, once that is known. Throws as `renameProject`. */
export async function setProjectVideo(id: string, video: VideoIdentity): Promise<void> {
  await writing(async (tx) => {
    const { row } = await rowsOf(tx, id);
    await tx.objectStore('projects').put({ ...row, video });
  });
}

/**
 * Stores a job that works, or has worked, on a project that is not open: the project takes over its labels
 * when it is opened. A job whose labels are in the project already is not stored again, since they may have
 * been corrected. Throws as `renameProject`.
 */
export async function storeJobReference(id: string, job: JobReference): Promise<void> {
  await writing(async (tx) => {
    const { stored } = await rowsOf(tx, id);
    const pending = pendingWorkSchema.catch(NO_PENDING_WORK).parse(stored.pending);
    if (pending.job?.id === job.id || pending.taken.includes(job.id)) return;
    const revision = stored.revision + 1;
    await tx.objectStore('documents').put({ ...stored, revision, pending: { ...pending, job } });
  });
}

/**
 * Copies a project with everything but its video file, which both share.
 *
 * @returns the copy's id
 * @throws as `renameProject`
 */
export async function duplicateProject(id: string): Promise<string> {
  const copy = crypto.randomUUID();
  await writing(async (tx) => {
    const { row, stored } = await rowsOf(tx, id);
    const name = storageTexts.copyName(row.name).slice(0, 200);
    const { skeleton } = stored;
    const renamed = typeof skeleton === 'object' && skeleton !== null ? { ...skeleton, name } : skeleton;
    const now = Date.now();
    await tx.objectStore('projects').put({ ...row, id: copy, name, createdAt: now, updatedAt: now });
    await tx.objectStore('documents').put({ ...stored, id: copy, revision: 1, skeleton: renamed });
    for (const block of await tx.objectStore('shapes').getAll(blocksOf(id)))
      await tx.objectStore('shapes').put({ ...block, project: copy });
    const picture = await tx.objectStore('thumbnails').get(id);
    if (picture) await tx.objectStore('thumbnails').put(picture, copy);
    const place = await tx.objectStore('places').get(id);
    if (place) await tx.objectStore('places').put({ ...place, id: copy });
  });
  projectChanges.announce();
  return copy;
}

/** Removes a project; its video is removed by `removeUnusedVideos`. Throws `storage_unavailable`. */
export async function deleteProject(id: string): Promise<void> {
  await writing(async (tx) => {
    await tx.objectStore('projects').delete(id);
    await tx.objectStore('documents').delete(id);
    await tx.objectStore('shapes').delete(blocksOf(id));
    await tx.objectStore('thumbnails').delete(id);
    await tx.objectStore('places').delete(id);
  });
  projectChanges.announce();
}

/** Stores the user's place in a project. Throws `storage_full`, `storage_unavailable`. */
export async function saveLastPosition(id: string, place: LastPosition): Promise<void> {
  try {
    const tx = (await projectDatabase()).transaction('places', 'readwrite');
    const noted = tx.store.put({ id, ...place });
    // Without it the browser commits only when no more requests come: a closing page is gone by then.
    tx.commit();
    await Promise.all([noted, tx.done]);
  } catch (error) {
    throw toStorageError(error);
  }
}

/** Every block of one project: an array sorts after every number. */
const blocksOf = (id: string) => IDBKeyRange.bound([id], [id, []]);

async function rowsOf(tx: Writing, id: string): Promise<{ row: ProjectSummary; stored: StoredDocument }> {
  const row = await tx.objectStore('projects').get(id);
  const stored = await tx.objectStore('documents').get(id);
  if (!row || !stored) throw new PageError('not_found', () => storageTexts.noSuchProject);
  return { row, stored };
}

/** Does all of `write`, or nothing when any of it fails. */
async function writing(write: (tx: Writing) => Promise<void>): Promise<void> {
  try {
    const tx = (await projectDatabase()).transaction(STORES, 'readwrite');
    // A failed transaction reports its failure twice; only the first one has the reason.
    tx.done.catch(() => undefined);
    try {
      await write(tx);
    } catch (error) {
      abort(tx);
      throw error;
    }
    await tx.done;
  } catch (error) {
    throw toStorageError(error);
  }
}

function abort(tx: Writing): void {
  try {
    tx.abort();
  } catch {
    // It failed by itself and is over already.
  }
}

/** A row of the list, as far as it can be read: a missing field must not hide the project. */
function readSummary(row: unknown): ProjectSummary | null {
  const parsed = projectSummarySchema.safeParse(row);
  if (parsed.success) return parsed.data;
  if (typeof row !== 'object' || row === null || !('id' in row) || typeof row.id !== 'string') return null;
  const name = 'name' in row && typeof row.name === 'string' ? row.name : row.id;
  const video = { name: '', size: 0, lastModified: 0, fingerprint: null };
  const unknown = { createdAt: 0, updatedAt: 0, format: 0, video, frameCount: 0, labelledFrames: 0, preview: null };
  return { ...unknown, id: row.id, name, damaged: true };
}
