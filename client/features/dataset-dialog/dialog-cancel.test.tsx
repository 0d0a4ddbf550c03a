import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { frameIndex } from '../../../core/schema/brands.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { closeSignIn, useSignInPrompt } from '../../api/sign-in-prompt.ts';
import { closeAll, draw, fill, openDialog, openVideo, showPanels, stubBrowser } from './testing/create-dataset.tsx';
import {
  chooseFrames,
  resetChoices,
  specFrom,
  restoreChoices,
  useDatasetChoices,
} from '../../run/dataset/dataset-choices.ts';
import { restoreDraft } from '../../run/dataset/dataset-draft.ts';
import { useAsked } from '../../run/testing/engine-double.ts';

vi.mock(
  '../../engine/engine-client.ts',
  async () => (await import('../../run/testing/engine-double.ts')).engineClientDouble,
);
vi.mock('../../video/video-client.ts', () => ({
  videoClient: { seek: vi.fn(), pause: vi.fn(), smallPictureOf: vi.fn() },
}));
stubBrowser();

const PROJECT = 'project-1';
/** As the page does when it is reloaded with the project. */
function reload(): void {
  act(() => {
    resetChoices();
    restoreChoices(PROJECT);
    restoreDraft();
  });
}

beforeEach(() => {
  openVideo();
  restoreChoices(PROJECT);
  draw(0);
  draw(9);
  showPanels();
});
afterEach(closeAll);

const textbox = (dialog: HTMLElement, name: string) => within(dialog).getByRole('textbox', { name });
const checkbox = (dialog: HTMLElement, name: string) => within(dialog).getByRole('checkbox', { name });
const radio = (dialog: HTMLElement, name: string) => within(dialog).getByRole('radio', { name });
const confirm = (dialog: HTMLElement) => userEvent.click(within(dialog).getByRole('button', { name: 'Confirm' }));

interface Field {
  change(dialog: HTMLElement): Promise<void>;
  find(dialog: HTMLElement): HTMLElement | null;
}
const text = (name: string, value: string): Field => ({
  change: (dialog) => fill(textbox(dialog, name), value),
  find: (dialog) => textbox(dialog, name),
});
const press = (find: (dialog: HTMLElement) => HTMLElement): Field => ({
  change: (dialog) => userEvent.click(find(dialog)),
  find,
});

/** Every field of the dialog. */
const FIELDS: Readonly<Record<string, Field>> = {
  name: text('Name', 'Dogs'),
  'first frame': text('From frame', '2'),
  'last frame': text('To frame', '5'),
  sampling: text('Every n-th frame, n', '3'),
  train: text('Train', '60'),
  validation: text('Validation', '25'),
  quality: text('Quality', '71'),
  images: press((dialog) => radio(dialog, 'PNG')),
  'near duplicates': press((dialog) => checkbox(dialog, 'Skip near-duplicate frames')),
  'lost frames': press((dialog) => checkbox(dialog, 'Skip frames where an object is unknown')),
  place: press((dialog) => radio(dialog, 'On the server')),
  format: {
    async change(dialog) {
      await userEvent.click(within(dialog).getByRole('combobox', { name: 'Format' }));
      await userEvent.click(await screen.findByRole('option', { name: /Darknet/ }));
    },
    find: (dialog) => within(dialog).getByRole('combobox', { name: 'Format' }),
  },
  review: {
    async change(dialog) {
      await userEvent.click(radio(dialog, 'On the server'));
      await userEvent.click(within(dialog).getByRole('checkbox', { name: /review/i }));
    },
    find: (dialog) => within(dialog).queryByRole('checkbox', { name: /review/i }),
  },
};

/** The value of a field; null where it is missing. */
const stateOf = (field: HTMLElement | null) =>
  field instanceof HTMLInputElement ? (/checkbox|radio/.test(field.type) ? field.checked : field.value) : null;

const WAYS: Readonly<Record<string, (dialog: HTMLElement) => Promise<unknown>>> = {
  'its button': (dialog) => userEvent.click(within(dialog).getByRole('button', { name: 'Cancel' })),
  Escape: () => userEvent.keyboard('{Escape}'),
  'a click outside': (dialog) => userEvent.click(outsideOf(dialog)),
  'the cross': (dialog) => userEvent.click(within(dialog).getByRole('button', { name: 'Close' })),
};

function outsideOf(dialog: HTMLElement): Element {
  const outside = dialog.closest('.mantine-Modal-root')?.querySelector('.mantine-Modal-overlay');
  if (!outside) throw new Error('the dialog has no outside');
  return outside;
}

describe('cancelling the dialog', () => {
  it.each(Object.entries(FIELDS))('takes back the %s', async (_name, { change, find }) => {
    const dialog = await openDialog();
    const before = stateOf(find(dialog));
    const project = useProjectStore.getState();
    const choices = useDatasetChoices.getState();
    await change(dialog);
    expect(stateOf(find(dialog))).not.toEqual(before);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(useProjectStore.getState().project).toBe(project.project);
    expect(useProjectStore.getState().past).toBe(project.past);
    expect(useDatasetChoices.getState()).toEqual(choices);
    expect(stateOf(find(await openDialog()))).toEqual(before);
    reload();
    await waitFor(() => expect(stateOf(find(screen.getByRole('dialog')))).toEqual(before));
  });

  it.each(Object.entries(WAYS))('by %s takes everything back', async (_way, cancel) => {
    const dialog = await openDialog();
    const { project, past } = useProjectStore.getState();
    await fill(textbox(dialog, 'Name'), 'Dogs');
    await fill(textbox(dialog, 'To frame'), '5');
    await fill(textbox(dialog, 'Train'), '60');
    await cancel(dialog);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(useProjectStore.getState().project).toBe(project);
    expect(useProjectStore.getState().past).toBe(past);
    const again = await openDialog();
    expect(['Name', 'To frame', 'Train'].map((name) => stateOf(textbox(again, name)))).toEqual(['clip.mp4', '9', '70']);
  });

  it('leaves the labelled frames as they were chosen in their panel', async () => {
    act(() => chooseFrames([frameIndex(9)], false));
    const dialog = await openDialog();
    await fill(textbox(dialog, 'Name'), 'Dogs');
    await userEvent.keyboard('{Escape}');
    expect([...useDatasetChoices.getState().leftOut]).toEqual([9]);
  });
});

describe('confirming the dialog', () => {
  it('takes part and sampling over as one step for undo, and everything else', async () => {
    const dialog = await openDialog();
    const { project, past } = useProjectStore.getState();
    await fill(textbox(dialog, 'To frame'), '5');
    await fill(textbox(dialog, 'Every n-th frame, n'), '5');
    await fill(textbox(dialog, 'Name'), 'Dogs');
    expect(useProjectStore.getState().project).toBe(project);
    // The shown work follows the draft.
    expect(within(dialog).getByText(/^2 frames × 1 class/)).toBeDefined();
    await confirm(dialog);
    await waitFor(() => expect(useSignInPrompt.getState().answer).not.toBeNull());
    // Nothing is applied before the user is signed in.
    expect(useProjectStore.getState().project).toBe(project);
    act(() => closeSignIn(true));
    expect(await screen.findByRole('button', { name: 'Download dataset' })).toBeDefined();
    expect(useAsked.getState().exported[0]).toMatchObject({
      range: { from: 0, to: 5 },
      sampling: { kind: 'every', n: 5 },
    });
    const steps = useProjectStore.getState().past.slice(past.length);
    // The choice is one step, the run after it another one.
    expect(steps.map((step) => [step.project.range, step.project.sampling])).toEqual([
      [undefined, { kind: 'every', n: 1 }],
      [
        { from: 0, to: 5 },
        { kind: 'every', n: 5 },
      ],
    ]);
    act(() => useProjectStore.getState().undo());
    act(() => useProjectStore.getState().undo());
    expect(useProjectStore.getState().project).toBe(project);
    expect(textbox(await openDialog(), 'Name')).toHaveProperty('value', 'Dogs');
  });

  it('keeps the draft where the sign-in is cancelled, and drops it when the dialog is cancelled', async () => {
    const dialog = await openDialog();
    const { project } = useProjectStore.getState();
    await fill(textbox(dialog, 'To frame'), '5');
    await confirm(dialog);
    await waitFor(() => expect(useSignInPrompt.getState().answer).not.toBeNull());
    act(() => closeSignIn(false));
    const again = await screen.findByRole('dialog', { name: 'Create dataset' });
    expect(textbox(again, 'To frame')).toHaveProperty('value', '5');
    expect(useProjectStore.getState().project).toBe(project);
    await userEvent.click(within(again).getByRole('button', { name: 'Cancel' }));
    expect(textbox(await openDialog(), 'To frame')).toHaveProperty('value', '9');
  });
});

describe('a page that is loaded anew', () => {
  it('finds what was being chosen again', async () => {
    const dialog = await openDialog();
    await fill(textbox(dialog, 'Name'), 'Dogs');
    await fill(textbox(dialog, 'To frame'), '5');
    await fill(textbox(dialog, 'Every n-th frame, n'), '3');
    await fill(textbox(dialog, 'Train'), '60');
    reload();
    const values = ['Name', 'To frame', 'Every n-th frame, n', 'Train'].map((name) => stateOf(textbox(dialog, name)));
    expect(values).toEqual(['Dogs', '5', '3', '60']);
  });

  it.each(['', '95'])('finds the last split that can be used instead of "%s"', async (train) => {
    const dialog = await openDialog();
    await fill(textbox(dialog, 'Train'), '60');
    await fill(textbox(dialog, 'Train'), train);
    await fill(textbox(dialog, 'Quality'), '71');
    expect(within(dialog).getByText(/at least 1 % each/)).toBeDefined();
    reload();
    expect(textbox(dialog, 'Train')).toHaveProperty('value', train === '' ? '60' : '9');
    expect(textbox(dialog, 'Quality')).toHaveProperty('value', '71');
    expect(within(dialog).queryByText(/at least 1 % each/)).toBeNull();
    const project = useProjectStore.getState().project;
    expect(project && specFrom(useDatasetChoices.getState(), project).split.train).toBe(0.7);
  });

  it('does not take up a split that an earlier version kept and that is none', () => {
    const kept = { ...useDatasetChoices.getState(), projectId: PROJECT, leftOut: [], train: 0, quality: 71 };
    sessionStorage.setItem('vdf-dataset-choices', JSON.stringify(kept));
    reload();
    expect(useDatasetChoices.getState()).toMatchObject({ train: 70, val: 20, quality: 71 });
  });
});
