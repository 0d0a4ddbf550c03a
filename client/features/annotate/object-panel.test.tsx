import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { syntheticProject } from '../../../core/export/testing/synthetic-project.ts';
import { frameIndex, trackId } from '../../../core/schema/brands.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { pictureOf } from '../../video/testing/picture.ts';
import { EMPTY_VIDEO, useVideoStore } from '../../video/video-store.ts';
import { ObjectPanel } from './object-panel.tsx';

// jsdom has neither media queries, which the theme asks for, nor the sizes that lists watch.
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

const box = () => screen.getByRole<HTMLInputElement>('checkbox', { name: 'Keep my margins' });
const dog = () => useProjectStore.getState().project?.tracks[0];

describe('the settings of the selected object', () => {
  beforeEach(() => {
    const project = syntheticProject();
    useProjectStore.getState().start(project);
    useVideoStore.setState({
      metadata: project.video,
      shown: { rank: frameIndex(0), timestamp: 0, picture: pictureOf() },
    });
    useProjectStore.getState().select(trackId(1));
    render(
      <MantineProvider env="test">
        <ObjectPanel />
      </MantineProvider>,
    );
  });
  afterEach(() => {
    cleanup();
    useVideoStore.setState(EMPTY_VIDEO);
    useProjectStore.getState().start(null);
  });

  it('let the user keep the margins of its boxes, say what that does, and are undone like any edit', async () => {
    expect(box().checked).toBe(false);
    const help = document.getElementById(box().getAttribute('aria-describedby') ?? '');
    expect(help?.textContent).toMatch(/^For boxes drawn wider than the object/);
    await userEvent.click(box());
    expect(box().checked).toBe(true);
    expect(dog()?.keepMargins).toBe(true);
    // What was propagated has to be propagated again.
    expect(useProjectStore.getState().corrections).toEqual([{ trackId: 1, frame: 0 }]);
    useProjectStore.getState().undo();
    await vi.waitFor(() => expect(box().checked).toBe(false));
    expect(dog()).not.toHaveProperty('keepMargins');
    expect(useProjectStore.getState().corrections).toEqual([]);
  });
});
