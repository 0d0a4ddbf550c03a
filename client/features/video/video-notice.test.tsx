import { MantineProvider } from '@mantine/core';
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
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
const refuseFile = () =>
  act(() => useVideoStore.setState({ error: new ForgeError('video_unreadable', 'This is no video.') }));
const alert = () => screen.queryByRole('alert');

beforeEach(() => {
  useVideoStore.setState(EMPTY_VIDEO);
  useProjectStore.getState().start(project);
  render(
    <MantineProvider env="test">
      <VideoNotice title="Refused" />
    </MantineProvider>,
  );
  refuseFile();
  expect(alert()?.textContent).toBe('RefusedThis is no video.');
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

it('stays while labels of a run arrive, and goes with its page', () => {
  act(() => useProjectStore.getState().showRun({ ...project, labelledFrames: [] }));
  expect(alert()).not.toBeNull();
  cleanup();
  expect(useVideoStore.getState().error).toBeNull();
});
