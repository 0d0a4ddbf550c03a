import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { syntheticProject } from '../../../core/export/testing/synthetic-project.ts';
import { frameIndex } from '../../../core/schema/brands.ts';
import type { Project } from '../../../core/schema/project.ts';
import { choosePreset } from '../../keymap/keymap-store.ts';
import { useKeyboard } from '../../keymap/use-actions.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { pictureOf } from '../../video/testing/picture.ts';
import { EMPTY_VIDEO, useVideoStore } from '../../video/video-store.ts';
import { Transport } from './transport.tsx';
import { useVideoHotkeys } from './use-video-hotkeys.ts';

/** Shows frames at once: there is no video. */
vi.mock('../../video/video-client.ts', () => ({
  videoClient: {
    seek: (rank: number) => showFrame(rank),
    requestedFrame: () => shown(),
    togglePlay: () => undefined,
  },
}));
// jsdom has none of these.
vi.stubGlobal('matchMedia', () => ({
  matches: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}));
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe = () => undefined;
    unobserve = () => undefined;
    disconnect = () => undefined;
  },
);

const FRAMES = 100;
const shown = () => useVideoStore.getState().shown?.rank;

function showFrame(rank: number): void {
  useVideoStore.setState({ shown: { rank: frameIndex(rank), timestamp: rank / 10, picture: pictureOf() } });
}

/** Every 30th frame has a shape; the user drew those on 0 and 60. */
function sparseProject(): Project {
  const project = syntheticProject({ frameCount: FRAMES });
  const tracks = project.tracks.slice(0, 1).map((track) => ({
    ...track,
    lost: [],
    shapes: Object.fromEntries(
      Object.entries(track.shapes).flatMap(([key, shape]) => {
        const source = Number(key) % 60 === 0 ? ('user' as const) : ('propagated' as const);
        return Number(key) % 30 === 0 ? [[key, { ...shape, outside: false, source }]] : [];
      }),
    ),
  }));
  return { ...project, tracks, labelledFrames: [0, 60].map(frameIndex) };
}

function Page() {
  useKeyboard();
  useVideoHotkeys();
  return (
    <MantineProvider env="test">
      <Transport />
    </MantineProvider>
  );
}

/** The frames that repeated presses of a key lead to. */
async function walk(keys: string, presses: number): Promise<(number | undefined)[]> {
  const seen: (number | undefined)[] = [];
  for (let at = 0; at < presses; at += 1) {
    await userEvent.keyboard(keys);
    seen.push(shown());
  }
  return seen;
}

describe('the way from label to label', () => {
  beforeEach(() => {
    const project = sparseProject();
    useVideoStore.setState({ ...EMPTY_VIDEO, status: 'open', metadata: project.video });
    showFrame(0);
    useProjectStore.getState().start(project);
    render(<Page />);
  });
  afterEach(() => {
    cleanup();
    choosePreset('cvat');
  });

  it('leads over the frames without one, to those that the user labelled or to all', async () => {
    expect(await walk('{Shift>}f{/Shift}', 4)).toEqual([30, 60, 90, 90]);
    expect(await walk('{Shift>}d{/Shift}', 2)).toEqual([60, 30]);
    expect(await walk('{Shift>}r{/Shift}', 2)).toEqual([60, 60]);
    expect(await walk('{Shift>}e{/Shift}', 2)).toEqual([0, 0]);
    expect(await walk('{Control>}{ArrowRight}{/Control}', 1)).toEqual([30]);
  });

  it('has keys in the other preset, too', async () => {
    choosePreset('labelStudio');
    expect(await walk('{Control>}{ArrowRight}{/Control}', 2)).toEqual([30, 60]);
    expect(await walk('{Control>}{ArrowLeft}{/Control}', 1)).toEqual([30]);
    expect(await walk('{Control>}{Shift>}{ArrowRight}{/Shift}{/Control}', 1)).toEqual([60]);
    expect(await walk('{Control>}{Shift>}{ArrowLeft}{/Shift}{/Control}', 1)).toEqual([0]);
  });

  it('is there as buttons, which rest while there is no label', async () => {
    await userEvent.click(screen.getByRole('button', { name: 'Next frame with a label' }));
    expect(shown()).toBe(30);
    await userEvent.click(screen.getByRole('button', { name: 'Next frame you labelled' }));
    expect(shown()).toBe(60);
    await userEvent.click(screen.getByRole('button', { name: 'Previous frame with a label' }));
    expect(shown()).toBe(30);
    await userEvent.click(screen.getByRole('button', { name: 'Previous frame you labelled' }));
    expect(shown()).toBe(0);
    useProjectStore.getState().start({ ...sparseProject(), tracks: [], labelledFrames: [] });
    const button = await screen.findByRole('button', { name: 'Next frame with a label' });
    await vi.waitFor(() => expect(button).toHaveProperty('disabled', true));
  });
});
