import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { frameIndex, trackId } from '../../core/schema/brands.ts';
import type { VideoMetadata } from '../../core/schema/project.ts';
import { closeProjectDatabase, projectDatabase } from '../project/storage/database.ts';
import * as kept from '../project/storage/kept-videos.ts';
import * as locks from '../project/storage/project-lock.ts';
import { listProjects, readProject, saveLastPosition, saveProject } from '../project/storage/project-repository.ts';
import { projectWith, VIDEO, withBox } from '../project/storage/testing/projects.ts';
import { NO_PENDING_WORK, type PendingWork } from '../project/storage/stored-project.ts';
import { identityOf } from '../project/storage/video-fingerprint.ts';
import { useProjectStore } from '../project/project-store.ts';
import { useRunStore } from '../run/run-store.ts';
import { videoClient } from '../video/video-client.ts';
import { EMPTY_VIDEO, useVideoStore } from '../video/video-store.ts';
import { cancelProjectOpening, provideVideo, openStoredProject } from './open-stored.ts';
import { closeProject } from './open-project.ts';
import { useOpenProject } from './open-project-store.ts';

const dog = new File(['the dog'], 'dog.mp4');
const cat = new File(['the cat'], 'dog.mp4');
const project = withBox(projectWith(), 40);
const correction = { trackId: trackId(1), frame: frameIndex(40) };

const openId = () => useOpenProject.getState().openId;
const opening = () => useOpenProject.getState().opening;

type Keeping = Partial<PendingWork> & { readonly fingerprint?: boolean };

/** Stores the project of the dog's video; `fingerprint` false: as if it was imported from a file. */
async function keepProject({ fingerprint = true, ...work }: Keeping = {}): Promise<void> {
  const identity = await identityOf(dog);
  const video = fingerprint ? identity : { ...identity, fingerprint: null };
  const pending = { ...NO_PENDING_WORK, corrections: [correction], running: true, ...work };
  await saveProject({ id: 'one', createdAt: 1, video, project, pending, saved: null, revision: 0 });
  await saveLastPosition('one', { frame: 40, selectedTrackId: 1, activeClassId: 1 });
}

/** Stands for the workers that read a video: every file has these frames. */
function videosHave(metadata: VideoMetadata): void {
  vi.spyOn(videoClient, 'open').mockImplementation((file) => {
    useVideoStore.setState({ ...EMPTY_VIDEO, status: 'open', file, metadata });
    return Promise.resolve(true);
  });
}

beforeEach(() => {
  videosHave(VIDEO);
  vi.spyOn(videoClient, 'seek').mockReturnValue();
  vi.spyOn(kept, 'keepVideo').mockResolvedValue('kept');
  vi.spyOn(kept, 'findKeptVideo').mockResolvedValue(null);
});

afterEach(async () => {
  cancelProjectOpening();
  await closeProject();
  vi.restoreAllMocks();
  await closeProjectDatabase();
  await deleteDB('vision-data-forge');
});

describe('opening a stored project', () => {
  it('takes up everything where the browser kept the video', async () => {
    await keepProject();
    vi.spyOn(kept, 'findKeptVideo').mockResolvedValue(dog);
    await openStoredProject('one');
    expect(openId()).toBe('one');
    expect(useOpenProject.getState().interrupted).toBe(true);
    expect(useProjectStore.getState()).toMatchObject({ project, selectedTrackId: 1, corrections: [correction] });
    expect(vi.mocked(videoClient).seek).toHaveBeenCalledWith(40);
  });

  it('offers to go on with an upload that was cut off', async () => {
    await keepProject({ running: false, sending: 'dataset' });
    vi.spyOn(kept, 'findKeptVideo').mockResolvedValue(dog);
    await openStoredProject('one');
    expect(useOpenProject.getState().interrupted).toBe(false);
    expect(useRunStore.getState()).toMatchObject({ place: 'server', kind: 'dataset', stage: 'sending' });
    expect(useRunStore.getState().status).toBe('stopped');
  });

  it('asks for the video otherwise, refuses another file in one sentence, and takes the same one', async () => {
    await keepProject();
    await openStoredProject('one');
    expect(opening()).toMatchObject({ step: 'video', project });
    await provideVideo(cat);
    expect(opening()).toMatchObject({
      step: 'video',
      checking: false,
      error: { message: 'This is another file: the project belongs to dog.mp4 (7 bytes). Choose that one.' },
    });
    expect(vi.mocked(videoClient).open).not.toHaveBeenCalled();
    await provideVideo(new File(['the dog'], 'renamed.mp4'));
    expect(openId()).toBe('one');
    expect(useProjectStore.getState().project).toEqual(project);
  });

  it('compares the frames of a file that only its size speaks for, and knows it the next time', async () => {
    await keepProject({ fingerprint: false });
    await openStoredProject('one');
    videosHave({ ...VIDEO, frameCount: 12 });
    await provideVideo(cat);
    expect(opening()).toMatchObject({ step: 'video', error: { code: 'project_invalid' } });
    expect(useVideoStore.getState().status).toBe('empty');
    videosHave(VIDEO);
    await provideVideo(dog);
    expect(openId()).toBe('one');
    expect((await readProject('one')).summary.video).toEqual(await identityOf(dog));
  });

  it('says that the project is damaged, and marks it in the list', async () => {
    await keepProject();
    const database = await projectDatabase();
    const row = await database.get('documents', 'one');
    if (!row) throw new Error('nothing was stored');
    await database.put('documents', { ...row, skeleton: { version: 2, tracks: [] } });
    await openStoredProject('one');
    expect(opening()).toMatchObject({ step: 'failed', error: { code: 'project_invalid' } });
    expect((await listProjects())[0]?.fault).toBe('damaged');
  });

  it('says that there is no such project', async () => {
    await openStoredProject('two');
    expect(opening()).toMatchObject({ step: 'failed', error: { code: 'not_found' } });
  });

  it('leaves a project to the tab that has it', async () => {
    await keepProject();
    vi.spyOn(locks, 'acquireProject').mockResolvedValue(null);
    await openStoredProject('one');
    expect(opening()).toEqual({ id: 'one', step: 'elsewhere' });
    expect(openId()).toBeNull();
  });

  it('goes to the tab that asks for it, saved', async () => {
    await keepProject();
    vi.spyOn(kept, 'findKeptVideo').mockResolvedValue(dog);
    let ask = (): void => undefined;
    vi.spyOn(locks, 'acquireProject').mockImplementation((_, onAsked) => {
      ask = onAsked;
      return Promise.resolve({ release });
    });
    const release = vi.fn(() => Promise.resolve());
    await openStoredProject('one');
    useProjectStore.getState().dispatch({ type: 'class.add', name: 'cat' });
    ask();
    await vi.waitFor(() => expect(release).toHaveBeenCalled());
    expect(opening()).toEqual({ id: 'one', step: 'elsewhere' });
    const { document } = await readProject('one');
    expect(document).toMatchObject({ classes: [{ name: 'dog' }, { name: 'cat' }] });
  });
});
