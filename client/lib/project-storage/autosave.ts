import type { Project } from '../../../core/schema/project.ts';
import { useProjectStore } from '../project-store.ts';
import { useRunStore } from '../run-store.ts';
import { useVideoStore } from '../video-store.ts';
import { toStorageError } from './database.ts';
import { savePlace, saveProject } from './project-repository.ts';
import { NOTHING_TO_SAVE, useSavingStore } from './saving-store.ts';
import type { PendingWork, Place, VideoIdentity } from './stored-project.ts';
import { thumbnailOf } from './thumbnail.ts';

/** A change is saved this long after it, and at the latest that long after the first unsaved one: a run changes something all the time. */
export const SAVE_AFTER_MS = 1000;
export const SAVE_WITHIN_MS = 3000;
/** After a save that failed. */
export const RETRY_MS = 10_000;
const PLACE_AFTER_MS = 500;
/** A new picture for the list is taken at most this often. */
const THUMBNAIL_EVERY_MS = 20_000;

/** The project that is open, and what is stored of it. */
export interface OpenWork {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly video: VideoIdentity;
  /** As in ProjectSave. */
  readonly saved: Project | null;
  readonly revision: number;
}

/** All that a save has to keep: a change of any of it is a change to be saved. */
interface Content {
  readonly project: Project;
  readonly corrections: PendingWork['corrections'];
  readonly drafts: PendingWork['drafts'];
  readonly running: boolean;
  readonly job: PendingWork['job'];
  readonly sending: PendingWork['sending'];
  readonly taken: PendingWork['taken'];
}

/** Keeps the open project of the project store in the browser, shortly after each change. */
export class Autosave {
  #revision: number;
  /** What is stored; of a project that was read in an older format nothing is stored as it is here. */
  #stored: Content | null = null;
  #saved: Project | null;
  #latest: Content;
  #place: Place | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #placeTimer: ReturnType<typeof setTimeout> | undefined;
  #unsavedSince: number | null = null;
  /** Saves follow each other: each builds on the revision of the one before. */
  #saving = Promise.resolve();
  #thumbnailAt = -Infinity;
  #closed = false;
  readonly #file = useVideoStore.getState().file;
  readonly #unsubscribe: readonly (() => void)[];

  /** The project that the store has belongs to `work`. */
  constructor(private readonly work: OpenWork) {
    this.#revision = work.revision;
    this.#saved = work.saved;
    this.#latest = contentOfStore() ?? fail();
    // What was just read is stored as it is.
    if (work.saved === this.#latest.project) this.#stored = this.#latest;
    this.#unsubscribe = [
      useProjectStore.subscribe(() => this.#look()),
      useVideoStore.subscribe(() => this.#lookAtPlace()),
    ];
    useSavingStore.setState({ ...NOTHING_TO_SAVE, status: this.#stored ? 'saved' : 'unsaved' });
    if (!this.#stored) void this.saveNow();
  }

  get id(): string {
    return this.work.id;
  }

  /**
   * Saves what is not saved yet. Never throws: how it ended is in the saving store.
   *
   * @param leaving as in ProjectSave
   */
  async saveNow(leaving = false): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#saving = this.#saving.then(() => this.#saveLatest(leaving));
    await Promise.all([this.#saving, this.#savePlace()]);
  }

  /** Saves a last time and lets go of the stores: what they hold from now on belongs to another project. */
  close(): Promise<void> {
    this.#look();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    const last = this.saveNow();
    this.#closed = true;
    useSavingStore.setState(NOTHING_TO_SAVE);
    return last;
  }

  get #isDirty(): boolean {
    const { project, corrections, drafts, running, job, sending, taken } = this.#latest;
    const stored = this.#stored;
    if (stored?.project !== project || stored.running !== running || stored.job !== job) return true;
    if (stored.sending !== sending || stored.taken !== taken) return true;
    return stored.corrections !== corrections || stored.drafts !== drafts;
  }

  #look(): void {
    const content = contentOfStore();
    if (!content) return;
    this.#latest = content;
    this.#lookAtPlace();
    if (!this.#isDirty) return;
    const now = Date.now();
    this.#unsavedSince ??= now;
    if (useSavingStore.getState().status === 'saved') useSavingStore.setState({ status: 'unsaved' });
    const wait = Math.min(SAVE_AFTER_MS, this.#unsavedSince + SAVE_WITHIN_MS - now);
    this.#schedule(Math.max(0, wait));
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.saveNow(), ms);
  }

  async #saveLatest(leaving: boolean): Promise<void> {
    if (!this.#isDirty) return;
    this.#unsavedSince = null;
    this.#report({ status: 'saving' });
    try {
      await this.#write(this.#latest, leaving);
      // What changed meanwhile has its own timer.
      this.#report({ status: this.#isDirty ? 'unsaved' : 'saved', error: null });
    } catch (reason) {
      const error = toStorageError(reason);
      console.warn('The project could not be saved.', reason);
      this.#report({ status: 'failed', error });
      // What another tab wrote stays: trying again would not change that.
      if (error.code !== 'project_conflict' && !this.#closed) this.#schedule(RETRY_MS);
    }
  }

  async #write(content: Content, leaving: boolean): Promise<void> {
    const { id, createdAt, video } = this.work;
    const { project, ...pending } = content;
    const thumbnail = leaving ? null : await this.#thumbnail(project);
    this.#revision = await saveProject({
      id,
      createdAt,
      video,
      project,
      pending,
      saved: this.#saved,
      revision: this.#revision,
      leaving,
      ...(thumbnail ? { thumbnail } : {}),
    });
    this.#stored = content;
    this.#saved = project;
  }

  async #thumbnail(project: Project): Promise<Blob | null> {
    const shown = this.#shownFrame();
    const now = Date.now();
    if (!shown || this.#closed || now - this.#thumbnailAt < THUMBNAIL_EVERY_MS) return null;
    // The list shows work that was done: frames without a label would say less than the picture that is there.
    const isFirst = this.#revision === 0;
    if (!isFirst && !project.labelledFrames.includes(shown.rank)) return null;
    if (!isFirst) this.#thumbnailAt = now;
    return thumbnailOf(shown, project);
  }

  #lookAtPlace(): void {
    const shown = this.#shownFrame();
    if (!shown) return;
    const { selectedTrackId, activeClassId } = useProjectStore.getState();
    const was = this.#place;
    const isSame =
      was?.frame === shown.rank && was.selectedTrackId === selectedTrackId && was.activeClassId === activeClassId;
    if (isSame) return;
    this.#place = { frame: shown.rank, selectedTrackId, activeClassId };
    clearTimeout(this.#placeTimer);
    this.#placeTimer = setTimeout(() => void this.#savePlace(), PLACE_AFTER_MS);
  }

  async #savePlace(): Promise<void> {
    clearTimeout(this.#placeTimer);
    const place = this.#place;
    if (!place) return;
    // The place is a comfort: where it cannot be kept, the project's own save says why.
    await savePlace(this.work.id, place).catch((error: unknown) => console.warn('The place was not kept.', error));
  }

  /** The frame on the screen, while it is one of this project's video. */
  #shownFrame() {
    const { file, shown } = useVideoStore.getState();
    return file === this.#file ? shown : null;
  }

  #report(state: Partial<ReturnType<typeof useSavingStore.getState>>): void {
    if (!this.#closed) useSavingStore.setState(state);
  }
}

function contentOfStore(): Content | null {
  const { project, corrections, drafts, locked, job, taken } = useProjectStore.getState();
  const { place, kind } = useRunStore.getState();
  // What runs on the server is not cut off when the page is closed, and an upload goes on where it stopped.
  const endsWithPage = locked && job === null;
  const sends = endsWithPage && place === 'server';
  const sending = sends ? (kind === 'dataset' ? 'dataset' : 'labels') : null;
  return project && { project, corrections, drafts, running: endsWithPage && !sends, job, sending, taken };
}

function fail(): never {
  throw new Error('No project is open that could be saved.');
}
