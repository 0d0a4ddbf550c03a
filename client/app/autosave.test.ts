// @vitest-environment node
import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { frameIndex, imageBox, classId } from '../../core/schema/brands.ts';
import { parseProject, type Project } from '../../core/schema/project.ts';
import { useProjectStore } from '../project/project-store.ts';
import { IDLE_RUN, useRunStore } from '../run/run-store.ts';
import { EMPTY_VIDEO, useVideoStore } from '../video/video-store.ts';
import { Autosave, RETRY_MS, SAVE_AFTER_MS, SAVE_WITHIN_MS } from './autosave.ts';
import { closeProjectDatabase } from '../project/storage/database.ts';
import * as preview from '../project/storage/preview.ts';
import * as repository from '../project/storage/project-repository.ts';
import { IDENTITY, projectWith, withBox } from '../project/storage/testing/projects.ts';
import { useSavingStore } from '../project/storage/saving-store.ts';
import { NO_PENDING_WORK } from '../project/storage/stored-project.ts';
import { PageError } from '../i18n/page-error.ts';
import { pictureOf } from '../video/testing/picture.ts';

const WORK = { id: 'one', createdAt: 1, video: IDENTITY, saved: null, revision: 0 };
const file = new File(['video'], 'dog.mp4');

let autosave: Autosave | null = null;

/** Opens a new project, and waits for its first save. */
async function begin(): Promise<Autosave> {
  useProjectStore.getState().start(projectWith());
  autosave = new Autosave(WORK);
  await autosave.saveNow();
  return autosave;
}

function drawBox(frame: number): void {
  const drawn = { kind: 'box', box: imageBox(1, 2, 30, 40) } as const;
  useProjectStore.getState().dispatch({ type: 'track.add', classId: classId(1), frame: frameIndex(frame), drawn });
}

const status = () => useSavingStore.getState().status;
const stored = async (): Promise<Project> => parseProject((await repository.readProject('one')).document);
const open = () => useProjectStore.getState().project;

/** Waits until the database has saved: fake-indexeddb needs real turns of the event loop. */
const settle = () => vi.waitFor(() => expect(status()).toBe('saved'));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  useVideoStore.setState({ ...EMPTY_VIDEO, file });
});

afterEach(async () => {
  await autosave?.close();
  autosave = null;
  vi.useRealTimers();
  vi.restoreAllMocks();
  useProjectStore.getState().start(null);
  await closeProjectDatabase();
  await deleteDB('vision-data-forge');
});

describe('autosave', () => {
  it('keeps a new project at once, and each change a second after it', async () => {
    await begin();
    expect(status()).toBe('saved');
    drawBox(3);
    expect(status()).toBe('unsaved');
    vi.advanceTimersByTime(SAVE_AFTER_MS - 1);
    expect(status()).toBe('unsaved');
    vi.advanceTimersByTime(1);
    await settle();
    expect(await stored()).toEqual(open());
  });

  it('does not wait for ever while something changes all the time', async () => {
    await begin();
    const save = vi.spyOn(repository, 'saveProject');
    for (let passed = 0; passed <= SAVE_WITHIN_MS; passed += 200) {
      drawBox(passed / 200);
      vi.advanceTimersByTime(200);
    }
    await vi.waitFor(() => expect(save).toHaveBeenCalled());
    await autosave?.saveNow();
    expect(await stored()).toEqual(open());
  });

  it('saves on demand, and nothing where nothing changed', async () => {
    const session = await begin();
    drawBox(3);
    await session.saveNow();
    expect(status()).toBe('saved');
    const save = vi.spyOn(repository, 'saveProject');
    await session.saveNow();
    expect(save).not.toHaveBeenCalled();
  });

  it('keeps what is not in the document: corrections, drafts and that a run is going on', async () => {
    const session = await begin();
    useProjectStore.getState().activateClass(classId(1));
    drawBox(3);
    useProjectStore.getState().beginRun();
    await session.saveNow();
    expect((await repository.readProject('one')).pending.running).toBe(true);
    useProjectStore.getState().endRun([]);
    expect(status()).toBe('unsaved');
    await session.saveNow();
    const { pending } = await repository.readProject('one');
    expect(pending).toEqual({
      corrections: useProjectStore.getState().corrections,
      drafts: [],
      running: false,
      job: null,
      sending: null,
      taken: [],
    });
  });

  it('keeps that a video was on its way to the server, which is no run that was cut off', async () => {
    const session = await begin();
    useRunStore.setState({ ...IDLE_RUN, place: 'server', kind: 'dataset', stage: 'sending', status: 'running' });
    useProjectStore.getState().beginRun();
    await session.saveNow();
    expect((await repository.readProject('one')).pending).toMatchObject({ running: false, sending: 'dataset' });
    useRunStore.setState(IDLE_RUN);
    useProjectStore.getState().endRun([]);
    await session.saveNow();
    expect((await repository.readProject('one')).pending.sending).toBeNull();
  });

  it('says why it cannot save, works on, and tries again', async () => {
    const session = await begin();
    const full = new PageError('storage_full', () => 'Full.');
    const failing = vi.spyOn(repository, 'saveProject').mockRejectedValue(full);
    vi.spyOn(console, 'warn').mockReturnValue();
    drawBox(3);
    await session.saveNow();
    expect(useSavingStore.getState()).toMatchObject({ status: 'failed', error: full });
    drawBox(4);
    expect(open()?.tracks).toHaveLength(2);
    failing.mockRestore();
    vi.advanceTimersByTime(RETRY_MS);
    await settle();
    expect(useSavingStore.getState().error).toBeNull();
    expect(await stored()).toEqual(open());
  });

  it('does not overwrite what another tab saved', async () => {
    const session = await begin();
    const project = open();
    if (!project) throw new Error('no project is open');
    const theirs = withBox(project, 900);
    await repository.saveProject({ ...WORK, project: theirs, pending: NO_PENDING_WORK, saved: project, revision: 1 });
    vi.spyOn(console, 'warn').mockReturnValue();
    drawBox(3);
    await session.saveNow();
    expect(useSavingStore.getState()).toMatchObject({ status: 'failed', error: { code: 'project_conflict' } });
    vi.advanceTimersByTime(RETRY_MS);
    await session.saveNow();
    expect(await stored()).toEqual(theirs);
  });

  it('saves a last time when it is closed, and not what is opened afterwards', async () => {
    const session = await begin();
    drawBox(3);
    const last = open();
    const closed = session.close();
    useProjectStore.getState().start(withBox(withBox(projectWith(), 1), 2));
    await closed;
    expect(status()).toBe('none');
    expect(await stored()).toEqual(last);
  });

  it('writes nothing of a project that was just read', async () => {
    await begin();
    const before = await repository.readProject('one');
    const project = parseProject(before.document);
    await autosave?.close();
    const save = vi.spyOn(repository, 'saveProject');
    useProjectStore.getState().start(project);
    autosave = new Autosave({ ...WORK, saved: project, revision: before.revision });
    await autosave.saveNow();
    expect(status()).toBe('saved');
    expect(save).not.toHaveBeenCalled();
  });

  it('notes the place of the user, but not on the frames of another video', async () => {
    const session = await begin();
    const shown = (rank: number) => ({ rank: frameIndex(rank), timestamp: 0, picture: pictureOf() });
    useVideoStore.setState({ shown: shown(7) });
    await session.saveNow();
    expect((await repository.readProject('one')).place).toMatchObject({ frame: 7, activeClassId: 1 });
    useVideoStore.setState({ file: new File([], 'other.mp4'), shown: shown(0) });
    await session.saveNow();
    expect((await repository.readProject('one')).place).toMatchObject({ frame: 7 });
  });

  describe('the picture for the list', () => {
    const listed = async () => (await repository.listProjects())[0];
    const labels = async () => (await listed())?.summary.preview?.labels.length;
    const taken = async () => (await listed())?.thumbnail?.text();
    const show = (rank: number) =>
      useVideoStore.setState({ shown: { rank: frameIndex(rank), timestamp: 0, picture: pictureOf() } });

    /** Stands for the browser's canvas: the picture is the frame index. */
    beforeEach(() => {
      vi.spyOn(preview, 'thumbnailOf').mockImplementation(async (picture) => {
        const { shown } = useVideoStore.getState();
        return picture.isReleased ? null : new Blob([String(shown?.rank)]);
      });
    });

    it('has the labels as they are after each save, however quickly saves follow each other', async () => {
      show(3);
      const session = await begin();
      for (let count = 1; count <= 3; count += 1) {
        drawBox(3);
        await session.saveNow(count === 3);
        expect(await labels()).toBe(count);
      }
      useProjectStore.getState().undo();
      await session.saveNow();
      expect(await labels()).toBe(2);
      useProjectStore.getState().dispatch({ type: 'frame.clear', frame: frameIndex(3) });
      await session.saveNow();
      expect([await taken(), await labels()]).toEqual(['3', 0]);
    });

    it('has what a run finds, in the colours of the classes', async () => {
      show(3);
      const session = await begin();
      useProjectStore.getState().beginRun();
      useProjectStore.getState().showRun(withBox(open() ?? projectWith(), 3));
      await session.saveNow();
      expect(await labels()).toBe(1);
      useProjectStore.getState().endRun([]);
      useProjectStore.getState().dispatch({ type: 'class.recolor', id: classId(1), color: '#123456' });
      await session.saveNow();
      expect((await listed())?.summary.preview?.labels[0]?.color).toBe('#123456');
    });

    it('is of the labelled frame that was changed last, also when the video is closed right after the change', async () => {
      show(0);
      const session = await begin();
      show(3);
      drawBox(3);
      await session.saveNow();
      expect(await taken()).toBe('3');
      show(9);
      useProjectStore.getState().dispatch({ type: 'class.add', name: 'cat' });
      await session.saveNow();
      expect(await taken()).toBe('3');
      drawBox(9);
      const closed = session.close();
      useVideoStore.getState().shown?.picture.release();
      useVideoStore.setState(EMPTY_VIDEO);
      await closed;
      expect([await taken(), await labels()]).toEqual(['9', 1]);
    });

    it('comes to a project that was opened without one, and changes nothing else of it', async () => {
      useVideoStore.setState({ shown: null });
      await begin();
      await autosave?.close();
      const before = await repository.readProject('one');
      const project = parseProject(before.document);
      expect((await listed())?.thumbnail).toBeNull();
      useProjectStore.getState().start(project);
      autosave = new Autosave({ ...WORK, saved: project, revision: before.revision });
      show(40);
      await vi.advanceTimersByTimeAsync(5000);
      await vi.waitFor(async () => expect(await taken()).toBe('40'));
      const after = await repository.readProject('one');
      expect(after.revision).toBe(before.revision);
      expect(after.summary.updatedAt).toBe(before.summary.updatedAt);
    });

    it('is of the video that the project has now', async () => {
      show(3);
      await begin();
      drawBox(3);
      await autosave?.close();
      const { document, revision } = await repository.readProject('one');
      const project = parseProject(document);
      useProjectStore.getState().start(project);
      vi.mocked(preview.thumbnailOf).mockResolvedValue(new Blob(['3 of the other video']));
      autosave = new Autosave({ ...WORK, saved: project, revision, pictured: null });
      await vi.advanceTimersByTimeAsync(5000);
      await vi.waitFor(async () => expect(await taken()).toBe('3 of the other video'));
    });
  });
});
