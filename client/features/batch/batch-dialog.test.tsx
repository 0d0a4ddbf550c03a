import 'fake-indexeddb/auto';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answering, jobWith, problem, VIDEO_ID } from '../../lib/jobs.testing.ts';
import { closeProjectDatabase } from '../../lib/project-storage/database.ts';
import * as kept from '../../lib/project-storage/kept-videos.ts';
import { saveProject } from '../../lib/project-storage/project-repository.ts';
import { IDENTITY, projectWith, withBox } from '../../lib/project-storage/projects.testing.ts';
import { NO_PENDING_WORK } from '../../lib/project-storage/stored-project.ts';
import { uploadVideo } from '../../lib/upload-video.ts';
import BatchDialog from './batch-dialog.tsx';

vi.mock('../../lib/upload-video.ts', () => ({ uploadVideo: vi.fn() }));

const VIDEO = { id: VIDEO_ID, name: 'clip.mp4', bytes: 1, sha256: '', createdAt: '', usedAt: '' };
const actions = { saveOpen: async () => undefined, takeUp: async () => undefined };
const go = vi.fn();
const close = vi.fn();
let full: boolean;

async function keep(id: string, { labelled = true, size = IDENTITY.size } = {}): Promise<void> {
  const project = { ...(labelled ? withBox(projectWith(), 4) : projectWith()), name: id };
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
  vi.spyOn(kept, 'findKeptVideo').mockImplementation(async ({ size }) =>
    size === 1 ? null : new File(['video'], 'clip.mp4'),
  );
  vi.mocked(uploadVideo).mockReturnValue({ video: Promise.resolve(VIDEO), pause: vi.fn(), resume: vi.fn() });
  const limits = { videoBytes: 10 ** 10, videoSeconds: 3600, openJobs: 10 };
  const capacity = { workers: 0, device: null, costs: null, waitSeconds: 0, openJobs: 0, limits };
  vi.stubGlobal(
    'fetch',
    answering({
      'GET /api/job-capacity': () => capacity,
      'POST /api/jobs': () =>
        full
          ? problem(409, 'too_many_jobs', 'You have too many open jobs.')
          : Response.json(jobWith(), { status: 201 }),
    }),
  );
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
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send 2 projects' }).disabled).toBe(true);
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
});
