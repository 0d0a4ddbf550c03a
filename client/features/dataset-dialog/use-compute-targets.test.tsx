import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { StoredVideo } from '../../../core/schema/api/videos.ts';
import { syntheticVideo } from '../../../core/export/testing/synthetic-frames.ts';
import { accountQuery } from '../../api/account-queries.ts';
import { hashFile } from '../../api/hash-file.ts';
import { capacityQuery } from '../../api/job-queries.ts';
import { fakeServer, problem, VIDEO_ID } from '../../api/testing/jobs.ts';
import { storeUploadSpeed } from '../../api/upload-speed.ts';
import { EMPTY_VIDEO, useVideoStore } from '../../video/video-store.ts';
import { useMeasuring } from '../../run/local/measuring.ts';
import { useComputeTargets } from './use-compute-targets.ts';

vi.mock('../../api/hash-file.ts', () => ({ hashFile: vi.fn() }));

const WORK = { request: { tracks: [], targets: [] }, frames: 10 };
const COSTS = { readMs: 0, encodeMs: 0, decodeMs: 0, writeMs: 1000 };
const WORK_SECONDS = 10;
const BYTES = 5000;
/** For the upload, at the speed of an earlier one. */
const UPLOAD_SECONDS = 50;
const SHA256 = 'a'.repeat(64);
const CLIP: StoredVideo = {
  id: VIDEO_ID,
  name: 'clip.mp4',
  bytes: BYTES,
  sha256: SHA256,
  createdAt: '2026-11-24T10:00:00.000Z',
  usedAt: '2026-11-25T10:00:00.000Z',
};
let answer: () => unknown;
let server: ReturnType<typeof fakeServer>;

const serverSeconds = (places: { readonly current: ReturnType<typeof useComputeTargets> }) =>
  places.current.recommended.serverSeconds;
const hashed = () => vi.mocked(hashFile).mock.calls.length;
/** Long enough for an answer to be processed. */
const settle = async () => {
  await waitFor(() => expect(server).toHaveBeenCalled());
  await new Promise((resolve) => setTimeout(resolve, 50));
};

const CAPACITY = {
  workers: 1,
  device: 'cpu' as const,
  costs: COSTS,
  waitSeconds: 0,
  openJobs: 0,
  limits: { videoBytes: 10 ** 10, videoSeconds: 3600, openJobs: 10 },
};

function show({ signedIn = true, capacityKnown = true } = {}) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  client.setQueryData(accountQuery.queryKey, (signedIn ? { id: 'me' } : null) as never);
  if (capacityKnown)
    for (const measure of [true, false]) client.setQueryData(capacityQuery(measure).queryKey, CAPACITY);
  // Queries about the account are always sent.
  client.setQueryDefaults(['account', 'videos'], { staleTime: 0 });
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  return renderHook(() => useComputeTargets(WORK), { wrapper });
}

beforeEach(() => {
  storeUploadSpeed(BYTES / UPLOAD_SECONDS);
  vi.mocked(hashFile).mockReset().mockResolvedValue(SHA256);
  answer = () => ({ videos: [CLIP] });
  server = fakeServer({ 'GET /api/videos': () => answer() });
  vi.stubGlobal('fetch', server);
  const file = new File(['v'.repeat(BYTES)], 'clip.mp4');
  useVideoStore.setState({ ...EMPTY_VIDEO, status: 'open', file, metadata: syntheticVideo() });
  useMeasuring.setState({ status: 'measured', costs: COSTS, download: null, error: null });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  localStorage.clear();
  useVideoStore.setState(EMPTY_VIDEO);
});

it('counts no upload where the server has the video already', async () => {
  const { result } = show();
  expect(serverSeconds(result)).toBe(UPLOAD_SECONDS + WORK_SECONDS);
  await waitFor(() => expect(serverSeconds(result)).toBe(WORK_SECONDS));
  expect(result.current.videoThere).toBe(true);
  expect(hashed()).toBe(1);
});

it('knows it also where the speed of the line is not known', async () => {
  localStorage.clear();
  const { result } = show();
  expect(serverSeconds(result)).toBeNull();
  await waitFor(() => expect(serverSeconds(result)).toBe(WORK_SECONDS));
});

it('counts the upload of a video that only has the same length', async () => {
  vi.mocked(hashFile).mockResolvedValue('b'.repeat(64));
  const { result } = show();
  await waitFor(() => expect(hashed()).toBe(1));
  await settle();
  expect(result.current.videoThere).toBe(false);
  expect(serverSeconds(result)).toBe(UPLOAD_SECONDS + WORK_SECONDS);
});

it('reads nothing where the account has no video of that length', async () => {
  answer = () => ({ videos: [{ ...CLIP, bytes: BYTES + 1 }] });
  const { result } = show();
  await settle();
  expect(hashed()).toBe(0);
  expect(serverSeconds(result)).toBe(UPLOAD_SECONDS + WORK_SECONDS);
});

it('reads at once where all labels are there: nothing is measured then', async () => {
  useMeasuring.setState({ status: 'idle', costs: null });
  const { result } = show();
  await waitFor(() => expect(result.current.videoThere).toBe(true));
});

it('sends and reads nothing while signed out, and reads no file while this device is being measured', async () => {
  show({ signedIn: false });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(server).not.toHaveBeenCalled();
  cleanup();
  useMeasuring.setState({ status: 'measuring', costs: null });
  const { result } = show();
  await settle();
  expect(hashed()).toBe(0);
  useMeasuring.setState({ status: 'failed' });
  await waitFor(() => expect(result.current.videoThere).toBe(true));
});

it('lets the server measure itself when this device is measured, and asks until it has', async () => {
  let costs: typeof COSTS | null = null;
  const capacity = () => ({ ...CAPACITY, costs });
  server = fakeServer({
    'GET /api/job-capacity?measure=true': capacity,
    'GET /api/job-capacity': capacity,
    'GET /api/videos': () => answer(),
  });
  vi.stubGlobal('fetch', server);
  const wished = () => server.mock.calls.filter(([path]) => path.endsWith('?measure=true')).length;
  useMeasuring.setState({ status: 'measuring', costs: null });
  const { result } = show({ capacityKnown: false });
  await waitFor(() => expect(result.current.capacity).toEqual({ ...CAPACITY, costs: null }));
  await settle();
  expect(wished()).toBe(0);
  useMeasuring.setState({ status: 'measured', costs: COSTS });
  await waitFor(() => expect(wished()).toBe(1));
  costs = COSTS;
  await waitFor(() => expect(serverSeconds(result)).toBe(WORK_SECONDS), { timeout: 10_000 });
  expect(wished()).toBe(2);
});

it.each([
  ['the server does not tell', () => (answer = () => problem(500, 'internal', 'No.'))],
  ['the file cannot be read', () => vi.mocked(hashFile).mockRejectedValue(new Error('gone'))],
])('counts the upload where %s', async (_what, prepare) => {
  prepare();
  const warned = vi.spyOn(console, 'warn').mockReturnValue();
  const { result } = show();
  await settle();
  expect(serverSeconds(result)).toBe(UPLOAD_SECONDS + WORK_SECONDS);
  warned.mockRestore();
});

it('stops reading the file when the dialog is closed', async () => {
  vi.mocked(hashFile).mockReturnValue(new Promise(() => undefined));
  const { unmount } = show();
  await waitFor(() => expect(hashed()).toBe(1));
  const signal = vi.mocked(hashFile).mock.calls[0]?.[2];
  expect(signal?.aborted).toBe(false);
  unmount();
  await waitFor(() => expect(signal?.aborted).toBe(true), { timeout: 5000 });
});
