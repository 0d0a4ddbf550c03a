import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AdminOverview, AdminUser, AdminWorker } from '../../../core/schema/api/admin.ts';
import { accountQuery } from '../../api/account-queries.ts';
import { overviewQuery } from './admin-queries.ts';
import { useLanguageStore } from '../../i18n/language.ts';
import { fakeServer, JOB_ID, problem } from '../../api/testing/jobs.ts';
import AdminPage from './admin-page.tsx';

const AT = '2026-11-25T10:00:00.000Z';
const WORKER: AdminWorker = {
  id: 'w1',
  name: 'gpu-box:7',
  device: 'cpu',
  devices: [
    { device: 'cuda', reason: 'there is no card', precision: null },
    { device: 'cpu', reason: null, precision: 'fp32' },
  ],
  slots: 2,
  busy: 1,
  framesPerSecond: 3.14159,
  draining: false,
  lost: false,
  silentSeconds: 2,
  startedAt: AT,
  costs: { readMs: 15, encodeMs: 200, decodeMs: 20, writeMs: 30 },
};
const QUIET: AdminOverview = {
  queue: { waiting: 0, resting: 0, running: 0, oldestSeconds: null },
  jobs: { queued: 0, running: 0, paused: 0, done: 0, failed: 0, cancelled: 0 },
  failures: [],
  workers: [],
  users: { count: 1, active: 1 },
  storage: {
    datasets: { count: 0, bytes: 0, quotaBytes: 20e9 },
    videos: { count: 0, bytes: 0, quotaBytes: 50e9 },
  },
};
const userNamed = (username: string): AdminUser => ({
  id: crypto.randomUUID(),
  username,
  role: 'user',
  createdAt: AT,
  datasets: 3,
  bytes: 1.5e9,
  openJobs: 2,
});

let overview: () => unknown;
let client: QueryClient;
let server: ReturnType<typeof fakeServer>;

function show(account: object | null = { id: 'u', role: 'admin' }): void {
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(accountQuery.queryKey, account as never);
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <AdminPage />
      </QueryClientProvider>
    </MantineProvider>,
  );
}
const row = async (name: string) =>
  within((await screen.findByRole('rowheader', { name })).closest('tr') as HTMLElement);

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }));
  overview = () => QUIET;
  server = fakeServer({
    'GET /api/admin/overview': () => overview(),
    'GET /api/admin/users?limit=50&cursor=ann': () => ({ users: [userNamed('bob')], nextCursor: null }),
    'GET /api/admin/users': () => ({ users: [userNamed('ann')], nextCursor: 'ann' }),
  });
  vi.stubGlobal('fetch', server);
});
afterEach(() => {
  cleanup();
  useLanguageStore.setState({ language: 'en' });
  vi.unstubAllGlobals();
});

describe('the page for administrators', () => {
  it('is for administrators only, and sends no request for other users', () => {
    show({ id: 'u', role: 'user' });
    expect(screen.getByText('Only administrators see this page.')).toBeDefined();
    cleanup();
    show(null);
    expect(screen.getByRole('button', { name: 'Sign in' })).toBeDefined();
    expect(server).not.toHaveBeenCalled();
  });

  it('says where there is nothing', async () => {
    show();
    expect(await screen.findByText(/There are no workers/)).toBeDefined();
    expect(screen.getByText('No job has failed.')).toBeDefined();
    expect(screen.getByText('Longest wait').nextElementSibling?.textContent).toBe('none');
  });

  it('shows the queue, the workers with why on no better device, and failures in words', async () => {
    const failure = { jobId: JOB_ID, username: 'ann', device: null, code: 'video_empty', message: '"…" is empty.' };
    overview = () => ({
      ...QUIET,
      queue: { waiting: 4, resting: 1, running: 2, oldestSeconds: 75 },
      workers: [WORKER, { ...WORKER, id: 'w2', name: 'old:1', lost: true, silentSeconds: 40, costs: null }],
      failures: [{ ...failure, endedAt: AT }],
    });
    show();
    const worker = await row('gpu-box:7');
    expect(worker.getByText('1 of 2')).toBeDefined();
    expect(worker.getByText('3.14')).toBeDefined();
    expect(worker.getByText('235 ms')).toBeDefined();
    expect(worker.getByText('Works')).toBeDefined();
    expect(worker.getByText('Why not CUDA').parentElement?.textContent).toContain('CUDA: there is no card');
    const old = await row('old:1');
    expect(old.getByText('Lost')).toBeDefined();
    expect(old.getByText('not measured')).toBeDefined();
    expect(screen.getByText('Longest wait').nextElementSibling?.textContent).toBe('1 min 15 sec');
    const failures = within(screen.getByRole('table', { name: 'Last failures' }));
    expect(failures.getByText('"…" is empty.')).toBeDefined();
    expect(failures.getByText('video_empty')).toBeDefined();
  });

  it('shows the accounts page by page', async () => {
    show();
    expect((await row('ann')).getByText('1.5 GB')).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    expect(await row('bob')).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  });

  it('says that it could not be loaded, and tries again', async () => {
    overview = () => problem(503, 'database_unavailable', 'The database is away.');
    show();
    expect((await screen.findByRole('alert')).textContent).toContain('The database is away.');
    overview = () => QUIET;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(/There are no workers/)).toBeDefined();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('keeps what it has where it cannot be renewed, and says so', async () => {
    show();
    await screen.findByText(/There are no workers/);
    overview = () => problem(503, 'database_unavailable', 'The database is away.');
    await act(() => client.refetchQueries({ queryKey: overviewQuery.queryKey }));
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('These figures are older'));
    expect(screen.getByText(/There are no workers/)).toBeDefined();
  });

  it('speaks Russian', async () => {
    useLanguageStore.setState({ language: 'ru' });
    const message = 'Something unexpected went wrong: the disk is full.';
    const failure = { jobId: JOB_ID, username: 'ann', device: null, code: 'internal', message, endedAt: AT };
    overview = () => ({ ...QUIET, failures: [failure] });
    show();
    expect(await screen.findByText(/Исполнителей нет/)).toBeDefined();
    // The server's own message says more to operators than its code.
    expect(screen.getByText(/Произошло что-то непредвиденное/).textContent).toContain('the disk is full');
    expect(screen.getByRole('heading', { name: 'Администрирование' })).toBeDefined();
  });
});
