import 'fake-indexeddb/auto';
import * as comlink from 'comlink';
import { deleteDB } from 'idb';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProject } from '../../core/project/create-project.ts';
import type { VideoMetadata } from '../../core/schema/project.ts';
import { FakeFolders, FakeLocks, turn } from '../project/storage/testing/browser-storage.ts';
import { VIDEO } from '../project/storage/testing/projects.ts';

const TABS = 3;
const VIDEOS = ['the dog', 'the cats'].map((bytes, at) => new File([bytes], `${at}.mp4`, { lastModified: 5 }));
const metadataOf = ({ name, size }: File): VideoMetadata => ({ ...VIDEO, name, size });

let locks = new FakeLocks();
let folders = new FakeFolders();

/** A simulated tab: its modules have their own state, and share with other tabs only the browser's storage. */
async function openTab() {
  vi.resetModules();
  const session = await import('./open-project.ts');
  const stored = await import('./open-stored.ts');
  const actions = await import('./project-actions.ts');
  const kept = await import('../project/storage/kept-videos.ts');
  const repository = await import('../project/storage/project-repository.ts');
  const database = await import('../project/storage/database.ts');
  const { videoClient } = await import('../video/video-client.ts');
  const { EMPTY_VIDEO, useVideoStore } = await import('../video/video-store.ts');
  const saving = await import('../project/storage/saving-store.ts');
  vi.spyOn(videoClient, 'open').mockImplementation(async (file) => {
    await folders.pause();
    useVideoStore.setState({ ...EMPTY_VIDEO, status: 'open', file, metadata: metadataOf(file), timestamps: [0] });
    return true;
  });
  vi.spyOn(videoClient, 'seek').mockReturnValue();
  const copies = new WeakSet<File>();
  const find = kept.findKeptVideo;
  vi.spyOn(kept, 'findKeptVideo').mockImplementation(async (video) => {
    const file = await find(video);
    if (file) copies.add(file);
    return file;
  });
  /** Fingerprint of the video whose browser copy this tab reads its frames from. */
  const readsFrom = () => {
    const { file } = useVideoStore.getState();
    return file && copies.has(file) ? session.openWork()?.video.fingerprint : undefined;
  };
  return { session, stored, actions, kept, repository, database, saving, readsFrom };
}
type Tab = Awaited<ReturnType<typeof openTab>>;

const rows = async (tab: Tab) => (await tab.repository.listProjects()).map(({ summary }) => summary);

/** One action of a user in one of the tabs; an error that the page reports to the user is no failure. */
async function act(tab: Tab, { what, pick }: Step): Promise<void> {
  const video = VIDEOS[pick % VIDEOS.length] as File;
  const ids = (await rows(tab)).map(({ id }) => id);
  const id = ids[pick % Math.max(1, ids.length)] ?? 'none';
  if (what === 'video') await tab.session.openAsNewProject(video);
  else if (what === 'close') await tab.session.closeProject();
  else if (what === 'open') await tab.stored.openStoredProject(id);
  else if (what === 'delete') await tab.actions.deleteStoredProject(id);
  else if (what === 'duplicate') await tab.actions.duplicateStoredProject(id);
  else if (what === 'start page') await tab.kept.removeUnusedVideos();
  else {
    const project = createProject(metadataOf(video), { kind: 'every', n: 1 });
    await tab.actions.importProject(new File([JSON.stringify(project)], 'project.json'));
  }
}

const REFUSALS = new Set(['project_conflict', 'not_found', 'aborted']);
const isRefusal = (error: unknown) => error instanceof Error && 'code' in error && REFUSALS.has(String(error.code));

interface Step {
  readonly tab: number;
  readonly what: 'video' | 'close' | 'open' | 'delete' | 'duplicate' | 'import' | 'start page';
  readonly pick: number;
  /** Turns of the event loop until the next step begins, whether or not this one is done. */
  readonly turns: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  tab: fc.nat(TABS - 1),
  what: fc.constantFrom(
    ...(['video', 'video', 'close', 'open', 'open', 'delete', 'delete', 'duplicate', 'import', 'start page'] as const),
  ),
  pick: fc.nat(20),
  turns: fc.nat(12),
});

let tabs: Tab[] = [];

beforeEach(async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  locks = new FakeLocks();
  folders = new FakeFolders();
  Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
  Object.defineProperty(navigator, 'storage', { value: folders.storage, configurable: true });
  vi.stubGlobal(
    'Worker',
    class extends EventTarget {
      terminate(): void {}
    },
  );
  vi.doMock('comlink', () => ({
    ...comlink,
    wrap: () => ({ keep: (file: File, folder: string, name: string) => folders.keep(file, folder, name) }),
  }));
  tabs = [];
  for (let count = 0; count < TABS; count += 1) tabs.push(await openTab());
});

afterEach(async () => {
  for (const tab of tabs) await tab.database.closeProjectDatabase();
  await deleteDB('vision-data-forge');
  vi.doUnmock('comlink');
  Reflect.deleteProperty(navigator, 'locks');
  Reflect.deleteProperty(navigator, 'storage');
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Performs the steps at their times and waits until nothing is pending. */
async function perform(steps: readonly Step[]): Promise<void> {
  const going: Promise<void>[] = [];
  for (const each of steps) {
    const done = act(tabs[each.tab] as Tab, each).catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
    });
    going.push(done);
    done.catch(() => undefined);
    for (let count = 0; count < each.turns; count += 1) await turn();
  }
  await Promise.all(going);
  await settle();
}

async function settle(): Promise<void> {
  for (const tab of tabs) await tab.session.saveOpenProject();
  await vi.waitFor(() => {
    expect(tabs.map(({ saving }) => saving.useSavingStore.getState().video)).not.toContain('keeping');
    expect(folders.busy + locks.waiting).toBe(0);
  });
  for (let count = 0; count < 20; count += 1) await turn();
}

it('promise 12: across tabs, the copy of a video stays exactly as long as a project needs it', async () => {
  const run = async (steps: Step[], seed: number) => {
    folders.reseed(seed);
    folders.onRemove = (name) => {
      if (tabs.some(({ readsFrom }) => readsFrom() === name))
        throw new Error('a copy was removed while a tab reads it');
    };
    await perform(steps);
    const [first] = tabs as [Tab];
    const wanted = new Set((await rows(first)).flatMap(({ video }) => video.fingerprint ?? []));
    const lost = [...wanted].filter((fingerprint) => !folders.names('videos').includes(fingerprint));
    expect(lost).toEqual([]);
    expect(folders.faults).toEqual([]);

    for (const { stored, session } of tabs) {
      stored.cancelProjectOpening();
      await session.closeProject();
    }
    await settle();
    for (const { id } of await rows(first)) await first.actions.deleteStoredProject(id);
    await first.kept.removeUnusedVideos();
    await settle();
    await first.kept.removeUnusedVideos();
    expect(folders.names('videos')).toEqual([]);
  };
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), fc.nat(), run), {
    numRuns: 40,
    endOnFailure: true,
  });
});

describe('the copy of a video', () => {
  const [dog] = VIDEOS as [File];
  const copies = () => folders.names('videos');
  const tabAt = (at: number) => tabs[at] as Tab;

  it('is made although the project is left at once, and the question of persistent storage stays open', async () => {
    const { session } = tabAt(0);
    await session.openAsNewProject(dog);
    await session.closeProject();
    await settle();
    expect(copies()).toHaveLength(1);
  });

  it('is made when the project could be saved at last', async () => {
    const { session, repository } = tabAt(0);
    const full = vi.spyOn(repository, 'saveProject').mockRejectedValue(new DOMException('', 'QuotaExceededError'));
    await session.openAsNewProject(dog);
    for (let count = 0; count < 20; count += 1) await turn();
    expect(copies()).toEqual([]);
    full.mockRestore();
    await session.saveOpenProject();
    await settle();
    expect(copies()).toHaveLength(1);
  });

  it('stays while a tab reads it, also where its project was not stored and the other one was deleted', async () => {
    const [first, second] = [tabAt(0), tabAt(1)];
    await first.session.openAsNewProject(dog);
    await settle();
    await first.session.closeProject();
    const [row] = await rows(first);
    await second.stored.openStoredProject(row?.id ?? '');
    vi.spyOn(second.repository, 'saveProject').mockRejectedValue(new DOMException('', 'QuotaExceededError'));
    const project = createProject(metadataOf(dog), { kind: 'every', n: 1 });
    await second.actions.importProject(new File([JSON.stringify(project)], 'project.json'));
    for (let count = 0; count < 50; count += 1) await turn();
    await first.actions.deleteStoredProject(row?.id ?? '');
    expect(await rows(first)).toEqual([]);
    expect(copies()).toHaveLength(1);
    await second.session.closeProject();
    for (let count = 0; count < 50; count += 1) await turn();
    await first.kept.removeUnusedVideos();
    expect(copies()).toEqual([]);
  });

  it('stays where a project cannot say which video it has, and where another app version stored it', async () => {
    const { session, repository, database, kept } = tabAt(0);
    await session.openAsNewProject(dog);
    await settle();
    await session.closeProject();
    const [summary] = await rows(tabAt(0));
    if (!summary) throw new Error('the project is not stored');
    const rowsOfDatabase = await database.projectDatabase();
    await rowsOfDatabase.put('projects', {
      id: summary.id,
      video: { fingerprint: summary.video.fingerprint },
    } as never);
    await kept.removeUnusedVideos();
    expect(copies()).toHaveLength(1);
    await rowsOfDatabase.put('projects', { id: summary.id, name: 'Odd' } as never);
    await kept.removeUnusedVideos();
    expect(copies()).toHaveLength(1);
    await repository.deleteProject(summary.id);
    await kept.removeUnusedVideos();
    expect(copies()).toEqual([]);
  });

  it("stays the project's where a file that cannot be read whole is chosen for it", async () => {
    const { session, stored, kept } = tabAt(0);
    await session.openAsNewProject(dog);
    await settle();
    const id = session.openWork()?.id ?? '';
    const before = session.openWork()?.video;
    await session.closeProject();
    vi.mocked(kept.findKeptVideo).mockResolvedValueOnce(null);
    await stored.openStoredProject(id);
    vi.spyOn(crypto.subtle, 'digest').mockRejectedValueOnce(new Error('the file cannot be read'));
    await stored.provideVideo(dog);
    expect(session.openWork()?.video.fingerprint).toBe(before?.fingerprint);
  });
});
