import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { classId, frameIndex, imageBox } from '../../../core/schema/brands.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { closeSignIn, useSignInPrompt } from '../../api/sign-in-prompt.ts';
import { button, closeAll, draw, openVideo, showPanels, stubBrowser } from './testing/create-dataset.tsx';
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

describe('labelled frames', () => {
  it('has nothing to finish before something is labelled', () => {
    expect(button('Finish annotating').getAttribute('aria-disabled')).toBe('true');
    expect(button('Create dataset').getAttribute('aria-disabled')).toBe('true');
  });

  it('lists what is labelled in order, to choose, open and remove', async () => {
    draw(4);
    draw(0);
    draw(4, 20);
    await userEvent.click(button('Finish annotating'));
    expect(useProjectStore.getState().selectedTrackId).toBeNull();
    const rows = screen.getAllByRole('listitem');
    expect(rows.map((row) => within(row).getByText(/object/).textContent)).toEqual(['1 object', '2 objects']);
    expect(screen.getByRole('img', { name: 'Frame 4 with its labels' })).toBeDefined();
    await userEvent.click(screen.getByRole('checkbox', { name: 'Use frame 4 for the dataset' }));
    expect(screen.getByText('1 of 2 chosen')).toBeDefined();
    await userEvent.click(button('Remove frame 4'));
    expect(useProjectStore.getState().project?.labelledFrames).toEqual([0]);
    useProjectStore.getState().undo();
    expect(await screen.findByRole('button', { name: 'Open frame 4' })).toBeDefined();
  });
});

describe('the check of the labels', () => {
  it('keeps the dialog closed, says what is wrong, and leads there', async () => {
    draw(3);
    draw(3);
    useProjectStore.getState().dispatch({ type: 'class.add', name: 'cat' });
    await userEvent.click(await screen.findByRole('button', { name: 'Create dataset' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    const alert = screen.getByRole('alert');
    expect(alert.textContent).toContain('The class "cat" has no label on the chosen frames');
    expect(alert.textContent).toContain('dog 1 and dog 2 are the same box twice');
    await userEvent.click(within(alert).getByRole('button', { name: 'Frame 3' }));
    expect(useProjectStore.getState().selectedTrackId).toBe(1);
    useProjectStore.getState().dispatch({ type: 'class.remove', id: classId(2) });
  });

  it('lets warnings pass', async () => {
    useProjectStore.getState().addObject(frameIndex(0), { kind: 'box', box: imageBox(1, 1, 2, 2) });
    await userEvent.click(await screen.findByRole('button', { name: 'Create dataset' }));
    const dialog = await screen.findByRole('dialog', { name: 'Create dataset' });
    expect(dialog.textContent).toContain('dog 1 is only a few pixels large.');
  });
});

describe('the dialog', () => {
  it('tells number, price and time as the choices change, and makes what was chosen', async () => {
    draw(0);
    await userEvent.click(await screen.findByRole('button', { name: 'Create dataset' }));
    const dialog = await screen.findByRole('dialog', { name: 'Create dataset' });
    expect(within(dialog).getByText('10 frames × 1 class × $5.00 = $50.00')).toBeDefined();
    expect(await within(dialog).findByText(/^About .* measured on one frame$/)).toBeDefined();
    const every = within(dialog).getByRole('textbox', { name: 'Every n-th frame, n' });
    await userEvent.clear(every);
    await userEvent.type(every, '5');
    expect(within(dialog).getByText('2 frames × 1 class × $5.00 = $10.00')).toBeDefined();
    const to = within(dialog).getByRole('textbox', { name: 'To frame' });
    await userEvent.clear(to);
    await userEvent.type(to, '3');
    expect(within(dialog).getByText('1 frame × 1 class × $5.00 = $5.00')).toBeDefined();
    const name = within(dialog).getByRole('textbox', { name: 'Name' });
    await userEvent.clear(name);
    await userEvent.type(name, 'Dogs');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Confirm' }));
    // Signed out: cancelling the sign-in keeps the choices.
    await waitFor(() => expect(useSignInPrompt.getState().answer).not.toBeNull());
    expect(useAsked.getState().exported).toEqual([]);
    act(() => closeSignIn(false));
    const again = await screen.findByRole('dialog', { name: 'Create dataset' });
    expect(within(again).getByRole('textbox', { name: 'Name' })).toHaveProperty('value', 'Dogs');
    await userEvent.click(within(again).getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(useSignInPrompt.getState().answer).not.toBeNull());
    act(() => closeSignIn(true));
    expect(await screen.findByRole('button', { name: 'Download dataset' })).toBeDefined();
    expect(useAsked.getState().exported[0]?.range).toEqual({ from: 0, to: 3 });
  });

  it('does not take a split that is none', async () => {
    draw(0);
    await userEvent.click(await screen.findByRole('button', { name: 'Create dataset' }));
    const dialog = await screen.findByRole('dialog', { name: 'Create dataset' });
    const train = within(dialog).getByRole('textbox', { name: 'Train' });
    await userEvent.clear(train);
    expect(within(dialog).getByRole('alert').textContent).toContain('at least 1 % each');
    expect(within(dialog).getByRole('button', { name: 'Confirm' }).getAttribute('aria-disabled')).toBe('true');
    await userEvent.type(train, '60');
    expect(train).toHaveProperty('value', '60');
    expect(within(dialog).getByRole('button', { name: 'Confirm' }).getAttribute('aria-disabled')).toBe('false');
  });

  it('neither loads nor measures a model where all labels are there', async () => {
    useProjectStore.getState().dispatch({ type: 'project.setSampling', sampling: { kind: 'every', n: 10 } });
    draw(0);
    const { project, start } = useProjectStore.getState();
    // As opened from a file: its label is propagated to every wanted frame.
    if (project) act(() => start(project));
    await userEvent.click(await screen.findByRole('button', { name: 'Create dataset' }));
    const dialog = await screen.findByRole('dialog', { name: 'Create dataset' });
    expect(within(dialog).getByText(/only the images are written/)).toBeDefined();
    expect(within(dialog).queryByText(/model/)).toBeNull();
    const every = within(dialog).getByRole('textbox', { name: 'Every n-th frame, n' });
    expect(useAsked.getState().measured).toBe(0);
    await userEvent.clear(every);
    await userEvent.type(every, '5');
    expect(await within(dialog).findByText(/measured on one frame$/)).toBeDefined();
    expect(useAsked.getState().measured).toBe(1);
  });
});
