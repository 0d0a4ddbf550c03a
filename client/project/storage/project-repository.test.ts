// @vitest-environment node
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { deleteDB, openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { applyCommand } from '../../../core/project/commands/apply-command.ts';
import { parseProject, PROJECT_VERSION } from '../../../core/schema/project.ts';
import { frameIndex, trackId } from '../../../core/schema/brands.ts';
import { closeProjectDatabase, projectDatabase } from './database.ts';
import {
  deleteProject,
  duplicateProject,
  listProjects,
  markDamaged,
  readProject,
  renameProject,
  saveLastPosition,
  saveProject,
  referencedVideos,
  type ProjectSave,
} from './project-repository.ts';
import { IDENTITY, projectWith, withBox } from './testing/projects.ts';
import { NO_PENDING_WORK } from './stored-project.ts';

const PLACE = { frame: 12, selectedTrackId: 1, activeClassId: 1 };

function saveOf(change: Partial<ProjectSave> = {}): ProjectSave {
  const project = withBox(projectWith(), 700);
  const base = {
    id: 'one',
    createdAt: 1,
    video: IDENTITY,
    project,
    pending: NO_PENDING_WORK,
    saved: null,
    revision: 0,
  };
  return { ...base, ...change };
}

afterEach(async () => {
  vi.restoreAllMocks();
  await closeProjectDatabase();
  await deleteDB('vision-data-forge');
});

describe('stored projects', () => {
  it('come back as they were saved, with the work under way and the place', async () => {
    const pending = {
      corrections: [{ trackId: trackId(1), frame: frameIndex(700) }],
      drafts: [],
      running: true,
      job: null,
      sending: 'dataset',
      taken: [],
    } as const;
    const save = saveOf({ pending });
    await saveProject(save);
    await saveLastPosition('one', PLACE);
    const stored = await readProject('one');
    expect(parseProject(stored.document)).toEqual(save.project);
    expect(stored).toMatchObject({ revision: 1, pending, place: PLACE });
    expect(stored.summary).toMatchObject({ name: 'dog.mp4', video: IDENTITY, labelledFrames: 1, frameCount: 1000 });
  });

  it('come back after several saves of differences', async () => {
    const first = saveOf();
    await saveProject(first);
    const more = withBox(withBox(first.project, 3), 999);
    await saveProject(saveOf({ project: more, saved: first.project, revision: 1 }));
    const fewer = { ...more, tracks: more.tracks.slice(1) };
    expect(await saveProject(saveOf({ project: fewer, saved: more, revision: 2 }))).toBe(3);
    expect(parseProject((await readProject('one')).document)).toEqual(fewer);
  });

  it('are handed to the browser at once when the page goes', async () => {
    const first = saveOf();
    await saveProject(first);
    const more = withBox(first.project, 2);
    await projectDatabase();
    const commit = vi.spyOn(IDBTransaction.prototype, 'commit');
    const saving = saveProject(saveOf({ project: more, saved: first.project, revision: 1, leaving: true }));
    // No event of the database has come yet: a page that is closing now has done its part.
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    expect(commit).toHaveBeenCalledOnce();
    expect(await saving).toBe(2);
    expect(parseProject((await readProject('one')).document)).toEqual(more);
  });

  it('have a place that is handed to the browser at once, too', async () => {
    await saveProject(saveOf());
    await projectDatabase();
    const commit = vi.spyOn(IDBTransaction.prototype, 'commit');
    const noting = saveLastPosition('one', PLACE);
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    expect(commit).toHaveBeenCalledOnce();
    await noting;
    expect((await readProject('one')).place).toEqual(PLACE);
  });

  it('have labels in the list that are those of the document, after every kind of save', async () => {
    const random = fc.sample(fc.record({ frame: fc.constantFrom(3, 700), leaving: fc.boolean() }), {
      seed: 7,
      numRuns: 12,
    });
    let before = projectWith();
    let revision = await saveProject(saveOf({ project: before, pictured: frameIndex(3), thumbnail: new Blob(['3']) }));
    for (const { frame, leaving } of random) {
      const [first] = before.tracks;
      const edit = before.tracks.length > 2 && first ? ({ type: 'track.remove', trackId: first.id } as const) : null;
      const project = edit ? applyCommand(before, edit).project : withBox(before, frame);
      const save = saveOf({ project, saved: before, revision, leaving, pictured: frameIndex(3) });
      revision = await saveProject(save);
      before = project;
      const document = parseProject((await readProject('one')).document);
      const boxes = document.tracks.flatMap(({ shapes }) => (shapes[3] ? [shapes[3].box] : []));
      const preview = (await listProjects())[0]?.summary.preview;
      expect(preview?.labels.map(({ box }) => box)).toEqual(boxes);
      expect(preview).toMatchObject({ frame: 3, width: 320, height: 240 });
    }
  });

  it('tell which videos they want, and nothing where one of them cannot be told', async () => {
    await saveProject(saveOf());
    await saveProject(saveOf({ id: 'file', video: { ...IDENTITY, fingerprint: null } }));
    const database = await projectDatabase();
    const other = 'b'.repeat(64);
    // Of a row of another version of the app the video at least is known.
    await database.put('projects', { id: 'later', video: { fingerprint: other }, news: true } as never);
    expect(await referencedVideos()).toEqual(new Set([IDENTITY.fingerprint, other]));
    await database.put('projects', { id: 'odd', name: 'Odd' } as never);
    expect(await referencedVideos()).toBeNull();
  });

  it('have a picture in the list, which a save without one keeps', async () => {
    const first = saveOf({ thumbnail: new Blob(['picture']) });
    await saveProject(first);
    await saveProject(saveOf({ saved: first.project, revision: 1 }));
    expect(await (await listProjects())[0]?.thumbnail?.text()).toBe('picture');
    const copy = await duplicateProject('one');
    await deleteProject('one');
    const listed = await listProjects();
    expect(listed.map(({ summary }) => summary.id)).toEqual([copy]);
    expect(await listed[0]?.thumbnail?.text()).toBe('picture');
  });

  it('are not overwritten by a page that has not seen the latest save', async () => {
    const first = saveOf();
    await saveProject(first);
    const theirs = withBox(first.project, 5);
    await saveProject(saveOf({ project: theirs, saved: first.project, revision: 1 }));
    const mine = saveOf({ project: withBox(first.project, 6), saved: first.project, revision: 1 });
    await expect(saveProject(mine)).rejects.toMatchObject({ code: 'project_conflict' });
    expect(parseProject((await readProject('one')).document)).toEqual(theirs);
  });

  it('are never half there: a save that fails changes nothing', async () => {
    const first = saveOf();
    await saveProject(first);
    const broken = { ...withBox(first.project, 2), name: (() => 'no JSON') as unknown as string };
    await expect(saveProject(saveOf({ project: broken, saved: first.project, revision: 1 }))).rejects.toThrow();
    const stored = await readProject('one');
    expect(stored.revision).toBe(1);
    expect(parseProject(stored.document)).toEqual(first.project);
  });

  it('are written whole where the data of the browser were cleared meanwhile', async () => {
    const first = saveOf();
    await saveProject(first);
    await deleteProject('one');
    const more = withBox(first.project, 2);
    await saveProject(saveOf({ project: more, saved: first.project, revision: 1 }));
    expect(parseProject((await readProject('one')).document)).toEqual(more);
  });

  it('can be renamed, and a page that has it open then notices', async () => {
    const first = saveOf();
    await saveProject(first);
    await renameProject('one', 'Walk');
    expect((await listProjects())[0]?.summary.name).toBe('Walk');
    expect(parseProject((await readProject('one')).document).name).toBe('Walk');
    await expect(saveProject(saveOf({ saved: first.project, revision: 1 }))).rejects.toMatchObject({
      code: 'project_conflict',
    });
  });

  it('can be duplicated: the copy has everything and goes its own way', async () => {
    const first = saveOf();
    await saveProject(first);
    await saveLastPosition('one', PLACE);
    const copy = await duplicateProject('one');
    const stored = await readProject(copy);
    expect(stored.place).toEqual(PLACE);
    expect(stored.summary.video).toEqual(IDENTITY);
    expect(parseProject(stored.document)).toEqual({ ...first.project, name: 'dog.mp4 (copy)' });
    await deleteProject('one');
    expect(parseProject((await readProject(copy)).document).tracks).toEqual(first.project.tracks);
  });

  it('leave nothing behind when they are deleted', async () => {
    await saveProject(saveOf());
    await saveProject(saveOf({ id: 'one more' }));
    await saveLastPosition('one', PLACE);
    await deleteProject('one');
    await expect(readProject('one')).rejects.toMatchObject({ code: 'not_found' });
    const database = await projectDatabase();
    expect(await database.getAllKeys('shapes')).toEqual([['one more', 1, 10]]);
    expect(await database.count('places')).toBe(0);
  });

  it('are listed by the time of their last change', async () => {
    await saveProject(saveOf({ id: 'a' }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await saveProject(saveOf({ id: 'b' }));
    expect((await listProjects()).map(({ summary }) => summary.id)).toEqual(['b', 'a']);
  });

  it('stay in the list with a fault where they cannot be read, and can be taken out as they are', async () => {
    await saveProject(saveOf());
    const database = await projectDatabase();
    const newer = { version: PROJECT_VERSION + 1, name: 'later', tracks: [{ id: 7, news: true }] };
    const row = await database.get('projects', 'one');
    if (!row) throw new Error('the project is not there');
    await database.put('projects', { ...row, id: 'later', format: PROJECT_VERSION + 1 });
    await database.put('documents', { id: 'later', revision: 4, skeleton: newer, pending: NO_PENDING_WORK });
    await database.put('projects', { id: 'odd', name: 'Odd' } as never);
    await markDamaged('one');
    const faults = Object.fromEntries((await listProjects()).map(({ summary, fault }) => [summary.id, fault]));
    expect(faults).toEqual({ one: 'damaged', later: 'newer', odd: 'damaged' });
    expect((await readProject('later')).document).toEqual({ ...newer, tracks: [{ id: 7, news: true, shapes: {} }] });
  });

  it('are left to a newer version of the app', async () => {
    (await openDB('vision-data-forge', 99)).close();
    await expect(listProjects()).rejects.toMatchObject({ code: 'storage_unavailable' });
  });
});
