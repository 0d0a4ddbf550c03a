import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job } from '../../../core/schema/api/jobs.ts';
import { accountQuery } from '../../api/account-queries.ts';
import { fakeServer, changesOf, EventSourceDouble, finishedFrame, JOB_ID, jobWith } from '../../api/testing/jobs.ts';
import JobsPage from './jobs-page.tsx';

const path = `/api/jobs/${JOB_ID}`;
let jobs: Job[];
let server: ReturnType<typeof fakeServer>;
const review = vi.fn(async () => undefined);
const asked = () => server.mock.calls.map(([address, init]) => `${init?.method ?? 'GET'} ${address}`);
const button = (name: string) => screen.findByRole('button', { name });

function show(account: object | null = { id: 'u' }): void {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(accountQuery.queryKey, account as never);
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <JobsPage studio="/" onReview={review} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

beforeEach(() => {
  EventSourceDouble.install();
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }));
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = vi.fn();
      unobserve = vi.fn();
      disconnect = vi.fn();
    },
  );
  jobs = [jobWith({ state: 'running', stage: 'labelling', done: 2, total: 8, device: 'cuda', framesPerSecond: 2 })];
  server = fakeServer({
    'GET /api/jobs': () => ({ jobs, nextCursor: null }),
    [`POST ${path}/pause`]: () => (jobs = [jobWith({ state: 'paused', revision: 2 })])[0],
    [`DELETE ${path}`]: () => void (jobs = []),
    [`GET ${path}/changes`]: () => changesOf({}, [finishedFrame(4, 1, { picture: 'AAAA' })]),
    [`GET ${path}/log`]: () => ({
      entries: [
        { revision: 1, at: '2026-11-25T10:00:00.000Z', code: 'started', values: { worker: 'a', device: 'cpu' } },
      ],
    }),
  });
  vi.stubGlobal('fetch', server);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
  history.replaceState(null, '', '/jobs');
});

describe('the page of jobs', () => {
  it('asks a signed-out user to sign in', () => {
    show(null);
    expect(screen.getByRole('button', { name: 'Sign in' })).toBeDefined();
    expect(server).not.toHaveBeenCalled();
  });

  it('says how a job goes, and pauses it', async () => {
    show();
    expect(await screen.findByText('2 frames/s, on CUDA')).toBeDefined();
    expect(screen.getByRole('progressbar', { name: 'Progress of Dogs' }).getAttribute('aria-valuenow')).toBe('25');
    await userEvent.click(await button('Pause'));
    expect(await screen.findByText('Paused')).toBeDefined();
    expect(await button('Resume')).toBeDefined();
  });

  it('follows the events of the server', async () => {
    show();
    await screen.findByText('Running');
    jobs = [jobWith({ state: 'done', kind: 'labels', revision: 9 })];
    act(() => EventSourceDouble.last?.send('job', jobs[0]));
    await userEvent.click(await button('Open for review'));
    expect(review).toHaveBeenCalledWith(jobs[0], expect.any(Function));
  });

  it('says why a job failed, and deletes it after asking', async () => {
    jobs = [jobWith({ state: 'failed', reason: { code: 'video_empty', message: '"clip.mp4" is empty.' } })];
    show();
    expect((await screen.findByRole('alert')).textContent).toContain('"clip.mp4" is empty.');
    await userEvent.click(await button('Delete'));
    expect(asked()).not.toContain(`DELETE ${path}`);
    await userEvent.click(await button('Delete job'));
    await waitFor(() => expect(asked()).toContain(`DELETE ${path}`));
    expect(await screen.findByText('No jobs here')).toBeDefined();
  });

  it('shows together what was sent together, and on its own when that is wanted', async () => {
    const batchId = '0b6d1c1e-6f0e-4f6b-9a3e-3f6b7b1f0009';
    const ids = ['3', '4', '5'].map((end) => `${JOB_ID.slice(0, -1)}${end}`);
    jobs = [
      jobWith({ id: ids[0] as string, name: 'Cats' }),
      jobWith({ id: ids[1] as string, name: 'Owls', batchId }),
      jobWith({ id: ids[2] as string, name: 'Elks', batchId, state: 'done' }),
    ];
    show();
    const batch = within(await screen.findByRole('region', { name: 'Sent together' }));
    expect(batch.getByText('1 of 2 done')).toBeDefined();
    expect(batch.getAllByRole('listitem')).toHaveLength(2);
    expect(batch.queryByText('Cats')).toBeNull();
    await userEvent.click(batch.getByRole('link', { name: 'Only these' }));
    await waitFor(() => expect(asked().at(-1)).toContain(`batchId=${batchId}`));
    await userEvent.click(await screen.findByRole('link', { name: 'All jobs' }));
    await waitFor(() => expect(screen.queryByRole('link', { name: 'All jobs' })).toBeNull());
  });

  it('shows pictures and the log in words', async () => {
    show();
    const row = within(await screen.findByRole('listitem'));
    await userEvent.click(row.getByText('Details'));
    expect(await row.findByText(/Started on a, cpu\./)).toBeDefined();
    expect(await row.findByRole('img', { name: 'Frame 4' })).toBeDefined();
  });
});
