import 'fake-indexeddb/auto';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Project } from '../../../core/schema/project.ts';
import { fakeServer, jobWith, problem, VIDEO_ID } from '../../api/testing/jobs.ts';
import { closeProjectDatabase } from '../../project/storage/database.ts';
import * as kept from '../../project/storage/kept-videos.ts';
import { saveProject } from '../../project/storage/project-repository.ts';
import { IDENTITY, projectWith, VIDEO as CLIP, withBox } from '../../project/storage/testing/projects.ts';
import { NO_PENDING_WORK } from '../../project/storage/stored-project.ts';
import { uploadVideo } from '../../api/upload-video.ts';
import BatchDialog from './batch-dialog.tsx';

vi.mock('../../api/upload-video.ts', () => ({ uploadVideo: vi.fn() }));

const VIDEO = { id: VIDEO_ID, name: 'clip.mp4', bytes: 1, sha256: '', createdAt: '', usedAt: '' };
const INFO = {
  version: '1',
  pricing: { perFrameClass: 0.5, currency: 'USD' },
  limits: { uploadBytes: 1, quotaBytes: 1 },
};
const actions = { saveOpen: async () => undefined, attachJob: async () => undefined };
const go = vi.fn();
const close = vi.fn();
let full: boolean;
let server: ReturnType<typeof fakeServer>;

interface Kept {
  readonly labelled?: boolean;
  readonly size?: number;
  readonly change?: Partial<Project>;
}

async function keep(id: string, { labelled = true, size = IDENTITY.size, change = {} }: Kept = {}): Promise<void> {
  const empty = projectWith(change);
  const project = { ...(labelled ? withBox(empty, 4) : empty), name: id };
  const video = { ...IDENTITY, size };
  await saveProject({ id, createdAt: 1, video, pending: NO_PENDING_WORK, saved: null, revision: 0, project });
}

function show(): void {
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <BatchDialog actions={actions} onGo={go} onClose={close} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

const checkbox = (name: string) => screen.findByRole<HTMLInputElement>('checkbox', { name });
const field = (name: string) => screen.findByRole('textbox', { name });
const fill = async (name: string, text: string) => {
  await userEvent.clear(await field(name));
  await userEvent.type(await field(name), text);
};
const specs = () =>
  server.mock.calls
    .filter(([path, init]) => path === '/api/jobs' && init?.method === 'POST')
    .map(([, init]) => (JSON.parse(init?.body as string) as { spec: unknown }).spec);
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

beforeEach(() => {
  full = false;
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }));
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = vi.fn();
      unobserve = vi.fn();
      disconnect = vi.fn();
    },
  );
  // jsdom has no layout.
  Element.prototype.scrollIntoView = () => undefined;
  vi.spyOn(kept, 'findKeptVideo').mockImplementation(async ({ size }) =>
    size === 1 ? null : new File(['video'], 'clip.mp4'),
  );
  vi.mocked(uploadVideo).mockReturnValue({ video: Promise.resolve(VIDEO), pause: vi.fn(), resume: vi.fn() });
  const limits = { videoBytes: 10 ** 10, videoSeconds: 3600, openJobs: 10 };
  const capacity = { workers: 0, device: null, costs: null, waitSeconds: 0, openJobs: 0, limits };
  server = fakeServer({
    'GET /api/job-capacity': () => capacity,
    'GET /api/info': () => INFO,
    'POST /api/jobs': () =>
      full ? problem(409, 'too_many_jobs', 'You have too many open jobs.') : Response.json(jobWith(), { status: 201 }),
  });
  vi.stubGlobal('fetch', server);
});
afterEach(async () => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.clearAllMocks();
  await closeProjectDatabase();
  await deleteDB('vision-data-forge');
});

describe('the dialog that sends several projects', () => {
  it('offers the projects that have labels and a video, and says what is missing of others', async () => {
    await keep('dogs');
    await keep('empty', { labelled: false });
    await keep('lost', { size: 1 });
    show();
    expect((await checkbox('dogs')).disabled).toBe(false);
    expect((await checkbox('lost')).disabled).toBe(true);
    expect(screen.getByText(/The browser has no copy of its video/)).toBeDefined();
    expect(screen.queryByRole('checkbox', { name: 'empty' })).toBeNull();
    expect(await screen.findByText(/No worker of the server is running/)).toBeDefined();
    await userEvent.click(await checkbox('All of them'));
    expect(await screen.findByRole('button', { name: 'Send 1 project' })).toBeDefined();
  });

  it('wants names that differ, sends, and goes to the jobs of the batch', async () => {
    await keep('dogs');
    await keep('cats');
    show();
    await userEvent.click(await checkbox('All of them'));
    const name = screen.getByRole('textbox', { name: 'Name of each dataset' });
    await userEvent.clear(name);
    await userEvent.type(name, 'pets');
    expect(await screen.findByText(/so that the names differ/)).toBeDefined();
    expect(screen.getByRole('button', { name: 'Send 2 projects' }).getAttribute('aria-disabled')).toBe('true');
    await userEvent.type(name, ' {{n}');
    await press('Send 2 projects');
    await waitFor(() => expect(go).toHaveBeenCalledOnce());
    expect(go.mock.calls[0]?.[0]).toMatch(/^\/jobs\?batch=[0-9a-f-]{36}$/);
    expect(close).toHaveBeenCalledOnce();
  });

  it('stays where one failed, says why, and sends it again', async () => {
    await keep('dogs');
    full = true;
    show();
    await userEvent.click(await checkbox('dogs'));
    await press('Send 1 project');
    expect((await screen.findByRole('alert')).textContent).toContain('You have too many open jobs.');
    expect(go).not.toHaveBeenCalled();
    full = false;
    await press('Try the others again');
    await waitFor(() => expect(go).toHaveBeenCalledOnce());
  });

  it('sends the choices of the datasets along', async () => {
    await keep('dogs');
    await keep('cats');
    show();
    await userEvent.click(await checkbox('All of them'));
    await fill('Quality', '71');
    await fill('Train', '60');
    await fill('Validation', '30');
    await userEvent.click(await checkbox('Skip near-duplicate frames'));
    await press('Send 2 projects');
    await waitFor(() => expect(specs()).toHaveLength(2));
    const common = { split: { train: 0.6, val: 0.3, test: 0.1 }, skipNearDuplicates: true, skipLostFrames: true };
    expect(specs()).toEqual([
      { name: 'cats', format: 'yolo-detect', image: { type: 'jpeg', quality: 71 }, ...common },
      { name: 'dogs', format: 'yolo-detect', image: { type: 'jpeg', quality: 71 }, ...common },
    ]);
  });

  it('says why nothing can be sent, beside the button', async () => {
    await keep('dogs');
    show();
    await press('Send');
    expect((await screen.findByRole('alert')).textContent).toBe('Choose at least one project.');
    await userEvent.click(await checkbox('dogs'));
    expect(screen.queryByRole('alert')).toBeNull();
    await fill('Name of each dataset', ' ');
    await press('Send 1 project');
    expect((await screen.findByRole('alert')).textContent).toBe('Give the datasets a name.');
    expect(specs()).toEqual([]);
  });

  it('forgets what was chosen when it is cancelled', async () => {
    await keep('dogs');
    show();
    await userEvent.click(await checkbox('dogs'));
    await fill('Train', '60');
    await press('Cancel');
    expect(close).toHaveBeenCalledOnce();
    cleanup();
    show();
    expect((await checkbox('dogs')).checked).toBe(false);
    expect(await field('Train')).toHaveProperty('value', '70');
  });

  it('sends images as PNG', async () => {
    await keep('dogs');
    show();
    await userEvent.click(await checkbox('dogs'));
    await userEvent.click(await screen.findByRole('radio', { name: 'PNG' }));
    await press('Send 1 project');
    await waitFor(() => expect(specs()).toMatchObject([{ image: { type: 'png' } }]));
  });

  it('sends nothing with a split that is none', async () => {
    await keep('dogs');
    show();
    await userEvent.click(await checkbox('dogs'));
    await fill('Train', '90');
    expect((await screen.findByRole('alert')).textContent).toContain('at least 1 % each');
    expect(screen.getByRole('button', { name: 'Send 1 project' }).getAttribute('aria-disabled')).toBe('true');
    await userEvent.type(await field('Name of each dataset'), '{Enter}');
    expect(specs()).toEqual([]);
    // Beside the button that was pressed, too.
    expect(screen.getAllByRole('alert')).toHaveLength(2);
    await fill('Train', '80');
    await press('Send 1 project');
    await waitFor(() => expect(specs()).toMatchObject([{ split: { train: 0.8, val: 0.2, test: 0 } }]));
  });

  it('tells what the datasets of the chosen projects cost together', async () => {
    await keep('dogs', { change: { sampling: { kind: 'every', n: 10 } } });
    await keep('cats', { change: { sampling: { kind: 'fps', fps: 1 } } });
    show();
    await screen.findByRole('checkbox', { name: 'dogs' });
    expect(screen.queryByText('Estimated price')).toBeNull();
    await userEvent.click(await checkbox('dogs'));
    expect(
      await screen.findByText(/Frames × classes × \$0\.50, a rate that the operator .* nothing is charged/),
    ).toBeDefined();
    // Every 10th of 1000 frames, plus the labelled one.
    expect(await screen.findByText('101 frames × 1 class × $0.50 = $50.50')).toBeDefined();
    await userEvent.click(await checkbox('cats'));
    expect(await screen.findByText('2 datasets, 142 frames together: $71.00')).toBeDefined();
    await userEvent.click(await checkbox('Skip near-duplicate frames'));
    expect(await screen.findByText('At most 2 datasets, 142 frames together: $71.00')).toBeDefined();
    await userEvent.click(await checkbox('dogs'));
    expect(await screen.findByText('At most 41 frames × 1 class × $0.50 = $20.50')).toBeDefined();
  });

  it('tells the most that it may cost where the frames come at uneven times', async () => {
    await keep('dogs', { change: { sampling: { kind: 'fps', fps: 1 }, video: { ...CLIP, variableFps: true } } });
    show();
    await userEvent.click(await checkbox('dogs'));
    expect(await screen.findByText('At most 41 frames × 1 class × $0.50 = $20.50')).toBeDefined();
  });
});
