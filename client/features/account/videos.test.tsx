import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { StoredVideo } from '../../../core/schema/api/videos.ts';
import { fakeServer, problem, VIDEO_ID } from '../../api/testing/jobs.ts';
import { VideoList } from './video-list.tsx';

const path = `/api/videos/${VIDEO_ID}`;
const CLIP: StoredVideo = {
  id: VIDEO_ID,
  name: 'clip.mp4',
  bytes: 2_000_000,
  sha256: 'a'.repeat(64),
  createdAt: '2026-11-24T10:00:00.000Z',
  usedAt: '2026-11-25T10:00:00.000Z',
};
let videos: StoredVideo[];
let inUse: boolean;
let server: ReturnType<typeof fakeServer>;
const asked = () => server.mock.calls.map(([address, init]) => `${init?.method ?? 'GET'} ${address}`);

beforeEach(() => {
  videos = [CLIP];
  inUse = false;
  // jsdom has neither media queries nor sizes, which the theme asks for.
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }));
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = vi.fn();
      unobserve = vi.fn();
      disconnect = vi.fn();
    },
  );
  server = fakeServer({
    'GET /api/videos': () => ({ videos }),
    [`DELETE ${path}`]: () =>
      inUse ? problem(409, 'job_state_conflict', 'A job that is not over works on this video.') : void (videos = []),
  });
  vi.stubGlobal('fetch', server);
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <VideoList />
      </QueryClientProvider>
    </MantineProvider>,
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

it('a video is deleted after a question', async () => {
  await press('Delete clip.mp4');
  await press('Keep');
  expect(asked()).not.toContain(`DELETE ${path}`);
  await press('Delete clip.mp4');
  await press('Delete video');
  await waitFor(() => expect(screen.queryByText('clip.mp4')).toBeNull());
  expect(asked()).toContain(`DELETE ${path}`);
});

it('a video that cannot be deleted stays in the question, which says why', async () => {
  inUse = true;
  await press('Delete clip.mp4');
  await press('Delete video');
  expect((await screen.findByRole('alert')).textContent).toContain('A job that is not over works on this video.');
  expect(screen.getAllByText('clip.mp4')).toHaveLength(1);
});
