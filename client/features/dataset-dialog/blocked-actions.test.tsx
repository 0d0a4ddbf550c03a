import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { frameIndex } from '../../../core/schema/brands.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { IDLE_RUN, useRunStore } from '../../run/run-store.ts';
import {
  broughtIntoView,
  button,
  closeAll,
  draw,
  fill,
  openDialog,
  openVideo,
  showPanels,
  stubBrowser,
} from './testing/create-dataset.tsx';
import { chooseFrames } from '../../run/dataset/dataset-choices.ts';
import { useAsked } from '../../run/testing/engine-double.ts';

vi.mock(
  '../../engine/engine-client.ts',
  async () => (await import('../../run/testing/engine-double.ts')).engineClientDouble,
);
vi.mock('../../video/video-client.ts', () => ({
  videoClient: { seek: vi.fn(), pause: vi.fn(), smallPictureOf: vi.fn() },
}));
stubBrowser();

beforeEach(() => {
  openVideo();
  showPanels();
});
afterEach(closeAll);

const UNDER_WAY = /A run is under way/;
const begin = () => act(() => useRunStore.setState({ ...IDLE_RUN, kind: 'labels', status: 'running' }));
/** Presses a blocked button, and returns the message that appears. */
async function pressed(name: string): Promise<HTMLElement> {
  expect(button(name).getAttribute('aria-disabled')).toBe('true');
  await userEvent.click(button(name));
  return screen.getByRole('alert');
}

describe('a button that cannot do its work', () => {
  it.each([
    ['Finish annotating', /Label something on this frame first/],
    ['Create dataset', /No frame is labelled yet/],
    ['Propagate', /Draw at least one box/],
    ['Re-propagate', /No label was corrected/],
  ])('"%s" says why where nothing is labelled', async (name, why) => {
    expect((await pressed(name)).textContent).toMatch(why);
    expect(useAsked.getState().requests).toEqual([]);
  });

  it.each(['Create dataset', 'Propagate'])('"%s" says that something is under way', async (name) => {
    act(() => draw(0));
    begin();
    expect((await pressed(name)).textContent).toMatch(UNDER_WAY);
  });

  it('brings what it says into view, and says it again when it is pressed again', async () => {
    act(() => draw(0));
    act(() => chooseFrames([frameIndex(0)], false));
    const first = await pressed('Create dataset');
    expect(first.textContent).toMatch(/Choose at least one labelled frame/);
    expect(broughtIntoView.at(-1)).toBe(first);
    const second = await pressed('Create dataset');
    expect(second).not.toBe(first);
    expect(broughtIntoView.at(-1)).toBe(second);
    act(() => chooseFrames([frameIndex(0)], true));
    expect(screen.queryByRole('alert')).toBeNull();
    act(() => chooseFrames([frameIndex(0)], false));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('"Confirm" says why beside it, and makes nothing', async () => {
    act(() => draw(0));
    const dialog = await openDialog();
    await fill(within(dialog).getByRole('textbox', { name: 'Train' }), '');
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'Name' }), '{Enter}');
    const alerts = within(dialog).getAllByRole('alert');
    expect(alerts.map((each) => each.textContent)).toEqual([alerts[0]?.textContent, alerts[0]?.textContent]);
    expect(broughtIntoView.at(-1)).toBe(alerts[1]);
    await fill(within(dialog).getByRole('textbox', { name: 'Train' }), '60');
    begin();
    expect(within(dialog).getByText(UNDER_WAY)).toBeDefined();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Confirm' }));
    expect(within(dialog).getByRole('alert').textContent).toMatch(UNDER_WAY);
    expect(screen.getByRole('dialog')).toBe(dialog);
  });
});

describe('labels that keep a dataset from being made', () => {
  it('are brought into view and said, each time they are found', async () => {
    act(() => {
      draw(3);
      draw(3);
    });
    await userEvent.click(button('Create dataset'));
    const first = screen.getByRole('alert');
    expect(first.textContent).toContain('dog 1 and dog 2 are the same box twice');
    expect(broughtIntoView.at(-1)?.contains(first)).toBe(true);
    await userEvent.click(button('Create dataset'));
    const second = screen.getByRole('alert');
    expect(second).not.toBe(first);
    expect(broughtIntoView.at(-1)?.contains(second)).toBe(true);
    act(() => useProjectStore.getState().undo());
    await userEvent.click(button('Create dataset'));
    await waitFor(() => expect(screen.getByRole('dialog')).toBeDefined());
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
