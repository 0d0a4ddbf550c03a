import type { FrameIndex } from '../../core/schema/brands.ts';
import type { Project } from '../../core/schema/project.ts';
import { useProjectStore } from '../project/project-store.ts';
import { useRunStore } from '../run/run-store.ts';
import { useVideoStore } from '../video/video-store.ts';
import { toStorageError } from '../project/storage/database.ts';
import { hasLabels, thumbnailOf } from '../project/storage/preview.ts';
import { savePicture, saveLastPosition, saveProject, type ProjectSave } from '../project/storage/project-repository.ts';
import { NOTHING_TO_SAVE, useSavingStore } from '../project/storage/saving-store.ts';
import type { PendingWork, LastPosition, VideoIdentity } from '../project/storage/stored-project.ts';

/**
 * Milliseconds from a change to its save, and at most from the first unsaved change: a run changes the
 * project all the time.
 */
export const SAVE_AFTER_MS = 1000;
export const SAVE_WITHIN_MS = 3000;
/** After a save that failed. */
export const RETRY_MS = 10_000;
const PLACE_AFTER_MS = 500;
/**
 * Milliseconds from opening a project without a picture for the list to making one: its last frame is on the
 * screen by then.
 */
const PICTURE_AFTER_MS = 1500;

/** The open project, and what is stored of it. */
export interface OpenWork {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly video: VideoIdentity;
  /** As in ProjectSave. */
  readonly saved: Project | null;
  readonly revision: number;
  /** The frame whose picture is stored for the list; null when there is none, or one of another video. */
  readonly pictured?: FrameIndex | null;
}

type Pictured = Pick<ProjectSave, 'pictured' | 'thumbnail'>;

/** Everything that a save stores: a change of any of it is saved. */
interface Content {
  readonly project: Project;
  readonly corrections: PendingWork['corrections'];
  readonly drafts: PendingWork['drafts'];
  readonly running: boolean;
  readonly job: PendingWork['job'];
  readonly sending: PendingWork['sending'];
  readonly taken: PendingWork['taken'];
}

/** Saves the open project of the project store in the browser, shortly after each change. */
export class Autosave {
  #revision: number;
  /**
   * The stored content; null for a project that was read in an older format, which is not stored as it is
   * here.
   */
  #stored: Content | null = null;
  #saved: Project | null;
  #latest: Content;
  #place: LastPosition | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #placeTimer: ReturnType<typeof setTimeout> | undefined;
  #pictureTimer: ReturnType<typeof setTimeout> | undefined;
  #unsavedSince: number | null = null;
  /** Saves run one after another: each builds on the revision of the one before. */
  #saving = Promise.resolve();
  #pictured: FrameIndex | null;
  /** Taken on close: the video may be gone when it is saved. */
  #lastPicture: Promise<Pictured> | null = null;
  #closed = false;
  readonly #file = useVideoStore.getState().file;
  readonly #unsubscribe: readonly (() => void)[];

  /** The project in the store belongs to `work`. */
  constructor(private readonly work: OpenWork) {
    this.#revision = work.revision;
    this.#saved = work.saved;
    this.#pictured = work.pictured ?? null;
    this.#latest = contentOfStore() ?? fail();
    // A project that was just read is stored as it is.
    if (work.saved === this.#latest.project) this.#stored = this.#latest;
    this.#unsubscribe = [
      useProjectStore.subscribe(() => this.#look()),
      useVideoStore.subscribe(() => this.#lookAtPlace()),
    ];
    useSavingStore.setState({ ...NOTHING_TO_SAVE, status: this.#stored ? 'saved' : 'unsaved' });
    if (!this.#stored) void this.saveNow();
    else if (this.#pictured === null) this.#pictureTimer = setTimeout(() => this.#addPicture(), PICTURE_AFTER_MS);
  }

  get id(): string {
    return this.work.id;
  }

  /**
   * Saves unsaved changes. Never throws: the outcome is in the saving store.
   *
   * @param leaving as in ProjectSave
   */
  async saveNow(leaving = false): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#saving = this.#saving.then(() => this.#saveLatest(leaving));
    await Promise.all([this.#saving, this.#savePlace()]);
  }

  /** Saves a last time and unsubscribes from the stores: later content belongs to another project. */
  close(): Promise<void> {
    this.#look();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    clearTimeout(this.#pictureTimer);
    if (this.#isDirty) this.#lastPicture = this.#picture(this.#latest.project);
    const last = this.saveNow();
    this.#closed = true;
    useSavingStore.setState(NOTHING_TO_SAVE);
    return last;
  }

  /** Whether any state of the project is in the browser. */
  get isStored(): boolean {
    return this.#stored !== null || this.work.saved !== null;
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
      // A change made meanwhile has its own timer.
      this.#report({ status: this.#isDirty ? 'unsaved' : 'saved', error: null });
    } catch (reason) {
      const error = toStorageError(reason);
      console.warn('The project could not be saved.', reason);
      this.#report({ status: 'failed', error });
      // A conflict with another tab is final: a retry would not change that.
      if (error.code !== 'project_conflict' && !this.#closed) this.#schedule(RETRY_MS);
    }
  }

  async #write(content: Content, leaving: boolean): Promise<void> {
    const { id, createdAt, video } = this.work;
    const { project, ...pending } = content;
    // A page that is closing has no time for another picture; the labels over the stored one are those of
    // this save in any case.
    const picture = leaving ? { pictured: this.#pictured } : await (this.#lastPicture ?? this.#picture(project));
    this.#revision = await saveProject({
      id,
      createdAt,
      video,
      project,
      pending,
      saved: this.#saved,
      revision: this.#revision,
      leaving,
      ...picture,
    });
    this.#pictured = picture.pictured ?? null;
    this.#stored = content;
    this.#saved = project;
  }

  /**
   * The frame that represents the project in the list, with its picture if that is not stored yet: the one on
   * the screen, unless it has no label and the stored one has.
   */
  async #picture(project: Project): Promise<Pictured> {
    const [shown, pictured] = [this.#shownFrame(), this.#pictured];
    const stays = pictured !== null && hasLabels(project, pictured);
    if (!shown || shown.rank === pictured || (stays && !hasLabels(project, shown.rank))) return { pictured };
    const thumbnail = await thumbnailOf(shown.picture);
    return thumbnail ? { pictured: shown.rank, thumbnail } : { pictured };
  }

  /** Adds the picture of a project that is stored without one, such as one that came as a file. */
  #addPicture(): void {
    this.#saving = this.#saving.then(async () => {
      const stored = this.#stored?.project;
      if (!stored || this.#pictured !== null || this.#closed) return;
      try {
        const { pictured, thumbnail } = await this.#picture(stored);
        if (pictured == null || !thumbnail) return;
        await savePicture(this.work.id, stored, pictured, thumbnail);
        this.#pictured = pictured;
      } catch (error) {
        // The next save adds one.
        console.warn('The picture of the project was not kept.', error);
      }
    });
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
    // The place is a convenience: when storing it fails, the project's own save reports the reason.
    await saveLastPosition(this.work.id, place).catch((error: unknown) =>
      console.warn('The place was not kept.', error),
    );
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
  // A run on the server is not interrupted when the page is closed, and an upload resumes where it stopped.
  const endsWithPage = locked && job === null;
  const sends = endsWithPage && place === 'server';
  const sending = sends ? (kind === 'dataset' ? 'dataset' : 'labels') : null;
  return project && { project, corrections, drafts, running: endsWithPage && !sends, job, sending, taken };
}

function fail(): never {
  throw new Error('No project is open that could be saved.');
}
