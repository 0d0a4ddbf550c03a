import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ForgeError } from '../../../core/errors.ts';
import { syntheticVideo } from '../../../core/export/testing/synthetic-frames.ts';
import { createProject } from '../../../core/project/create-project.ts';
import { frameIndex, imageBox, trackId } from '../../../core/schema/brands.ts';
import { serverInfoQuery } from '../../api/dataset-queries.ts';
import { modelEntryQuery } from '../../engine/model-manifest.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { storeSignedIn } from '../../api/renew-access.ts';
import { useReviewInView } from '../../project/review-in-view.ts';
import { useRunStore } from '../../run/run-store.ts';
import { videoClient } from '../../video/video-client.ts';
import { EMPTY_VIDEO, useVideoStore } from '../../video/video-store.ts';
import { CreateDatasetDialog } from './create-dataset-dialog.tsx';
import { updateChoices } from '../../run/dataset/dataset-choices.ts';
import { closeDatasetDialog } from '../../run/dataset/dialog-store.ts';
import { MODEL, resetDouble, useAsked } from '../../run/testing/engine-double.ts';
import { RunCard } from '../runs/run-card.tsx';
import { startLocalRun } from '../../run/local/local-run.ts';
import { resetRuns, retryRun } from '../../run/run-control.ts';
import { openDatasetDialog } from '../../run/dataset/open-dialog.ts';

vi.mock(
  '../../engine/engine-client.ts',
  async () => (await import('../../run/testing/engine-double.ts')).engineClientDouble,
);
vi.mock('../../video/video-client.ts', () => ({
  videoClient: { seek: vi.fn(), pause: vi.fn(), smallPictureOf: vi.fn() },
}));
vi.mock('../../api/upload-dataset.ts', () => ({ uploadDataset: async () => ({ id: 'd1', name: 'clip' }) }));
// jsdom has no media queries and no observers.
const none = { observe: () => undefined, unobserve: () => undefined, disconnect: () => undefined };
vi.stubGlobal('matchMedia', () => ({
  matches: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}));
vi.stubGlobal('ResizeObserver', function ResizeObserver() {
  return none;
});
Element.prototype.scrollIntoView = () => undefined;

const fetchModel = async () => MODEL;
const run = () => useRunStore.getState();
const asked = () => useAsked.getState();
const button = (name: string) => screen.getByRole('button', { name });
const press = (name: string) => userEvent.click(button(name));
const open = async () => {
  act(openDatasetDialog);
  return within(await screen.findByRole('dialog', { name: 'Create dataset' }));
};
const draw = (frame: number, at: number) =>
  useProjectStore.getState().dispatch({
    type: 'shape.set',
    trackId: trackId(1),
    frame: frameIndex(frame),
    drawn: { kind: 'box', box: imageBox(at, at, 9, 9) },
  });

beforeEach(() => {
  resetDouble();
  storeSignedIn(true);
  vi.mocked(videoClient).seek.mockReset();
  const metadata = syntheticVideo();
  const timestamps = Array.from({ length: 10 }, (_, rank) => rank / 10);
  useVideoStore.setState({ ...EMPTY_VIDEO, status: 'open', file: new File([], 'clip.mp4'), metadata, timestamps });
  const { start, dispatch, addObject } = useProjectStore.getState();
  start(createProject(metadata, { kind: 'every', n: 1 }));
  dispatch({ type: 'class.add', name: 'dog' });
  addObject(frameIndex(0), { kind: 'box', box: imageBox(2, 2, 9, 9) });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  client.setQueryData(modelEntryQuery.queryKey, MODEL);
  client.setQueryData(serverInfoQuery.queryKey, { pricing: { perFrameClass: 5, currency: 'USD' } } as never);
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <RunCard />
        <CreateDatasetDialog />
      </QueryClientProvider>
    </MantineProvider>,
  );
});
afterEach(() => {
  cleanup();
  closeDatasetDialog();
  resetRuns();
  useVideoStore.setState(EMPTY_VIDEO);
});

describe('a dataset whose labels are propagated for it', () => {
  it('is written at once where none needs a look', async () => {
    await act(() => startLocalRun('dataset', fetchModel));
    expect(run().status).toBe('done');
    expect(asked().exported).toHaveLength(1);
    expect(asked().specs[0]).toMatchObject({ skipLostFrames: true });
  });

  it('waits where some need a look, leads to them, and is made as the user says', async () => {
    useAsked.setState({ doubtful: [4], lost: [7] });
    await act(() => startLocalRun('dataset', fetchModel));
    expect(run()).toMatchObject({ status: 'asking', finished: ['model', 'labelling'] });
    expect(asked().exported).toEqual([]);
    // The project is not locked: the labels can be reviewed.
    expect(useProjectStore.getState().locked).toBe(false);
    // The doubtful label, the frame on which it was lost, and the one on which it was found again.
    expect(screen.getByText('3 labels need a look')).toBeDefined();
    expect(screen.getByText(/1 frame is left out: an object is unknown there/)).toBeDefined();
    await press('Review them');
    expect(vi.mocked(videoClient).seek).toHaveBeenCalledWith(4);
    expect(useProjectStore.getState().selectedTrackId).toBe(1);
    expect(useReviewInView.getState().asked).toBeGreaterThan(0);
    act(() => {
      const verified = {
        type: 'shape.setVerified',
        trackId: trackId(1),
        frame: frameIndex(4),
        verified: true,
      } as const;
      useProjectStore.getState().dispatch(verified);
    });
    expect(screen.getByText('2 labels need a look')).toBeDefined();
    await press('Leave their frames out (1)');
    await waitFor(() => expect(run().status).toBe('done'));
    expect(asked().requests).toHaveLength(1);
    expect(asked().specs).toMatchObject([{ skipDoubtfulFrames: true, skipLostFrames: true }]);
  });

  it('is made of the labels as they are where the user says so, or once none needs a look any more', async () => {
    useAsked.setState({ doubtful: [4] });
    await act(() => startLocalRun('dataset', fetchModel));
    await press('Use them as they are');
    await waitFor(() => expect(run().status).toBe('done'));
    expect(asked().specs[0]?.skipDoubtfulFrames).toBeUndefined();
    act(() => draw(8, 1));
    await act(() => startLocalRun('dataset', fetchModel));
    expect(run().status).toBe('asking');
    act(() => {
      const verified = {
        type: 'shape.setVerified',
        trackId: trackId(1),
        frame: frameIndex(4),
        verified: true,
      } as const;
      useProjectStore.getState().dispatch(verified);
    });
    await press('Make the dataset');
    await waitFor(() => expect(run().status).toBe('done'));
    expect(asked().exported).toHaveLength(2);
  });

  it('asks again where labels were changed after the question, and are propagated once more', async () => {
    useAsked.setState({ doubtful: [4] });
    await act(() => startLocalRun('dataset', fetchModel));
    act(() => draw(8, 1));
    await press('Use them as they are');
    await waitFor(() => expect(asked().requests).toHaveLength(2));
    await waitFor(() => expect(run().status).toBe('asking'));
    expect(asked().exported).toEqual([]);
  });

  it('keeps the answer when writing failed and is tried again', async () => {
    useAsked.setState({ doubtful: [4], failExport: new ForgeError('file_write_failed') });
    await act(() => startLocalRun('dataset', fetchModel));
    await press('Leave their frames out (1)');
    await waitFor(() => expect(run().status).toBe('failed'));
    await act(() => retryRun(fetchModel));
    expect(run().status).toBe('done');
    expect(asked().specs.map(({ skipDoubtfulFrames }) => skipDoubtfulFrames)).toEqual([true, true]);
  });

  it.each([
    ['leaveOut', true],
    ['use', undefined],
  ] as const)('asks nothing where the user chose beforehand: %s', async (doubts, skipDoubtfulFrames) => {
    useAsked.setState({ doubtful: [4] });
    act(() => updateChoices({ doubts }));
    await act(() => startLocalRun('dataset', fetchModel));
    expect(run().status).toBe('done');
    expect(asked().specs.map((spec) => spec.skipDoubtfulFrames)).toEqual([skipDoubtfulFrames]);
  });
});

describe('the dialog', () => {
  it('offers to ask later while labels are still to be propagated, and shows no doubts', async () => {
    const dialog = await open();
    expect(dialog.queryByText(/\d+ labels? needs? a look/)).toBeNull();
    const field = dialog.getByRole<HTMLInputElement>('combobox', { name: 'If labels need a look' });
    expect(field.value).toBe('Ask me before the dataset is made');
  });

  it('asks nothing where all labels are there and none needs a look', async () => {
    await act(() => startLocalRun('labels', fetchModel));
    const dialog = await open();
    expect(dialog.queryByRole('combobox', { name: 'If labels need a look' })).toBeNull();
    expect(dialog.queryByText(/left out/)).toBeNull();
  });

  it('tells what needs a look and what is left out, leads there, and counts what stays', async () => {
    useAsked.setState({ doubtful: [4], lost: [6, 7] });
    await act(() => startLocalRun('labels', fetchModel));
    const dialog = await open();
    expect(dialog.getByText('3 labels need a look')).toBeDefined();
    expect(dialog.getByText(/2 frames are left out: an object is unknown there and may be in view\./)).toBeDefined();
    expect(dialog.getByText('8 frames × 1 class × $5.00 = $40.00')).toBeDefined();
    await userEvent.click(dialog.getByRole('checkbox', { name: 'Skip frames where an object is unknown' }));
    expect(dialog.getByText(/On 2 frames an object is unknown .*taught as background/)).toBeDefined();
    expect(dialog.getByText('10 frames × 1 class × $5.00 = $50.00')).toBeDefined();
    await userEvent.click(dialog.getByRole('button', { name: 'Review them' }));
    expect(vi.mocked(videoClient).seek).toHaveBeenCalledWith(4);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('leaves frames in doubt out where that is chosen, uses them otherwise, without another question', async () => {
    useAsked.setState({ doubtful: [4] });
    await act(() => startLocalRun('labels', fetchModel));
    let dialog = await open();
    await userEvent.click(dialog.getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(asked().specs).toHaveLength(1));
    dialog = await open();
    await userEvent.click(dialog.getByRole('combobox', { name: 'If labels need a look' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Leave their frames out (1)' }));
    expect(dialog.getByText('9 frames × 1 class × $5.00 = $45.00')).toBeDefined();
    await userEvent.click(dialog.getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(asked().specs).toHaveLength(2));
    expect(asked().specs.map(({ skipDoubtfulFrames }) => skipDoubtfulFrames)).toEqual([undefined, true]);
    expect(asked().requests).toHaveLength(1);
  });

  it('makes nothing of frames that would all be left out, and says why', async () => {
    const range = { from: frameIndex(5), to: frameIndex(7) };
    useAsked.setState({ lost: [5, 6, 7] });
    await act(() => startLocalRun('labels', fetchModel));
    act(() => useProjectStore.getState().dispatch({ type: 'project.setRange', range }));
    const dialog = await open();
    const confirm = () => dialog.getByRole('button', { name: 'Confirm' });
    expect(dialog.getByText(/Every frame would be left out/)).toBeDefined();
    await userEvent.click(confirm());
    expect(asked().specs).toHaveLength(0);
    await userEvent.click(dialog.getByRole('checkbox', { name: 'Skip frames where an object is unknown' }));
    expect(dialog.queryByText(/Every frame would be left out/)).toBeNull();
    await userEvent.click(confirm());
    await waitFor(() => expect(asked().specs).toHaveLength(1));
  });
});
