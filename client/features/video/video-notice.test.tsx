import { MantineProvider } from '@mantine/core';
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ForgeError } from '../../../core/errors.ts';
import { syntheticVideo } from '../../../core/export/testing/synthetic-frames.ts';
import { createProject } from '../../../core/project/create-project.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { EMPTY_VIDEO, useVideoStore } from '../../video/video-store.ts';
import { VideoNotice } from './video-notice.tsx';

// jsdom has no media queries.
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }));

const project = createProject(syntheticVideo(), { kind: 'every', n: 1 });
const refuseFile = () => act(() => useVideoStore.setState({ error: new ForgeError('video_unreadable') }));
/** Until a page that was left has let go of its error. */
const settle = () => act(async () => Promise.resolve());
const alert = () => screen.queryByRole('alert');

const show = () =>
  render(
    <MantineProvider env="test">
      <VideoNotice title="Refused" />
    </MantineProvider>,
    { wrapper: StrictMode },
  );

beforeEach(() => {
  useVideoStore.setState(EMPTY_VIDEO);
  useProjectStore.getState().start(project);
  show();
  refuseFile();
  expect(alert()?.textContent).toBe('RefusedThis file cannot be read as a video.');
});
afterEach(cleanup);

it('goes by its own button', async () => {
  await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(alert()).toBeNull();
  expect(useVideoStore.getState().error).toBeNull();
});

it.each([
  ['an edit', () => useProjectStore.getState().dispatch({ type: 'class.add', name: 'dog' })],
  ['another project', () => useProjectStore.getState().start({ ...project, name: 'other' })],
  ['a run', () => useProjectStore.getState().beginRun()],
])('goes with %s', (_what, goOn) => {
  act(goOn);
  expect(alert()).toBeNull();
});

it('stays while labels of a run arrive, and goes with its page', async () => {
  act(() => useProjectStore.getState().showRun({ ...project, labelledFrames: [] }));
  expect(alert()).not.toBeNull();
  cleanup();
  await settle();
  expect(useVideoStore.getState().error).toBeNull();
});

it('stays on the page that opens after the file was refused', async () => {
  cleanup();
  await settle();
  refuseFile();
  show();
  await settle();
  expect(alert()?.textContent).toBe('RefusedThis file cannot be read as a video.');
});

it('goes with its page where the next page has a notice of its own', async () => {
  const page = (name: string) => (
    <MantineProvider env="test">
      <VideoNotice key={name} title={name} />
    </MantineProvider>
  );
  cleanup();
  await settle();
  const { rerender } = render(page('start'), { wrapper: StrictMode });
  refuseFile();
  await settle();
  expect(alert()).not.toBeNull();
  rerender(page('workspace'));
  await settle();
  expect(useVideoStore.getState().error).toBeNull();
});
