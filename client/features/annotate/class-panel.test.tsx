import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { syntheticVideo } from '../../../core/export/testing/synthetic-frames.ts';
import { CLASS_COLORS } from '../../../core/project/class-colors.ts';
import { createProject } from '../../../core/project/create-project.ts';
import { frameIndex, imageBox } from '../../../core/schema/brands.ts';
import { useKeyboard } from '../../keymap/use-actions.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { ClassPanel } from './class-panel.tsx';
import { useToolStore } from './tool-store.ts';

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

const project = () => useProjectStore.getState().project;
const names = () => project()?.classes.map(({ name }) => name);
const field = () => screen.getByRole('textbox', { name: 'Class name' });
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const choose = async (menu: string, item: string) => {
  await press(menu);
  await userEvent.click(await screen.findByRole('menuitem', { name: item }));
};
const addBox = () => useProjectStore.getState().addObject(frameIndex(0), { kind: 'box', box: imageBox(1, 1, 9, 9) });

function Page() {
  useKeyboard();
  return <ClassPanel />;
}

const show = () =>
  render(
    <MantineProvider env="test">
      <Page />
    </MantineProvider>,
  );

describe('the class panel', () => {
  beforeEach(async () => {
    useProjectStore.getState().start(createProject(syntheticVideo(), { kind: 'every', n: 1 }));
    useToolStore.getState().setTool('select');
    show();
    await press('Start annotating');
  });
  afterEach(cleanup);

  it('opens the form with the focus in it, and adds classes that new objects get', async () => {
    expect(document.activeElement).toBe(field());
    await userEvent.type(field(), ' dog {Enter}');
    await userEvent.type(field(), 'cat');
    await press('Add class');
    expect(names()).toEqual(['dog', 'cat']);
    expect(screen.getByRole('button', { name: /^cat/, pressed: true })).toBeDefined();
    expect(field()).toHaveProperty('value', '');
    expect(screen.queryByRole('button', { name: 'Start annotating' })).toBeNull();
  });

  it('leaves the field with Enter and with Escape, so that keys are shortcuts again', async () => {
    await userEvent.keyboard('{Enter}');
    expect(document.activeElement).toBe(document.body);
    await userEvent.type(field(), 'do{Escape}');
    expect(document.activeElement).toBe(document.body);
    expect(field()).toHaveProperty('value', '');
    expect(names()).toEqual([]);
    await userEvent.type(field(), ' {Enter}');
    expect(document.activeElement).toBe(document.body);
    expect(screen.queryByText('A class needs a name.')).toBeNull();
    await userEvent.type(field(), 'dog{Enter}');
    expect(document.activeElement).toBe(document.body);
    await userEvent.type(field(), 'dog{Enter}');
    expect(document.activeElement).toBe(field());
    expect(names()).toEqual(['dog']);
  });

  it('comes back to the field by its key, also from the start', async () => {
    await userEvent.type(field(), 'dog{Enter}');
    await userEvent.keyboard('t');
    expect(document.activeElement).toBe(field());
    expect(field()).toHaveProperty('value', '');
    cleanup();
    useProjectStore.getState().start(createProject(syntheticVideo(), { kind: 'every', n: 1 }));
    show();
    await userEvent.keyboard('t');
    expect(document.activeElement).toBe(field());
  });

  it('takes the box tool in hand with the first class, and no other one', async () => {
    await userEvent.type(field(), 'dog{Enter}');
    expect(useToolStore.getState().tool).toBe('box');
    useToolStore.getState().setTool('select');
    await userEvent.type(field(), 'cat');
    await press('Add class');
    expect(useToolStore.getState().tool).toBe('select');
  });

  it('leaves the tool where a box waited for the class: that box is the object at hand', async () => {
    addBox();
    await userEvent.type(field(), 'dog{Enter}');
    expect(project()?.tracks).toHaveLength(1);
    expect(useToolStore.getState().tool).toBe('select');
  });

  it('says in one sentence what is wrong with a name, while it is typed', async () => {
    await userEvent.type(field(), 'dog{Enter}');
    await userEvent.type(field(), 'Dog');
    expect(screen.getByText('There is already a class named "dog".')).toBeDefined();
    await press('Add class');
    expect(names()).toEqual(['dog']);
    await userEvent.clear(field());
    await userEvent.type(field(), 'a/b');
    expect(screen.getByText('A class name cannot contain "/".')).toBeDefined();
    await userEvent.clear(field());
    await userEvent.type(field(), 'x'.repeat(51));
    expect(screen.getByText('A class name can have at most 50 characters.')).toBeDefined();
    await userEvent.clear(field());
    await press('Add class');
    expect(screen.getByText('A class needs a name.')).toBeDefined();
  });

  it('renames in place, judged as a new name is', async () => {
    await userEvent.type(field(), 'dog{Enter}');
    await userEvent.type(field(), 'cat{Enter}');
    await choose('Edit class dog', 'Rename');
    const name = await screen.findByRole('textbox', { name: 'New name of dog' });
    await userEvent.clear(name);
    await userEvent.type(name, 'CAT{Enter}');
    expect(screen.getByText('There is already a class named "cat".')).toBeDefined();
    expect(names()).toEqual(['dog', 'cat']);
    await userEvent.clear(name);
    await userEvent.type(name, 'hound{Enter}');
    expect(names()).toEqual(['hound', 'cat']);
    await choose('Edit class hound', 'Rename');
    await userEvent.type(await screen.findByRole('textbox', { name: 'New name of hound' }), 's{Escape}');
    expect(names()).toEqual(['hound', 'cat']);
  });

  it('takes another colour of the palette', async () => {
    await userEvent.type(field(), 'dog{Enter}');
    await press('Colour of dog');
    await userEvent.click(await screen.findByRole('button', { name: 'Colour 3' }));
    expect(project()?.classes[0]?.color).toBe(CLASS_COLORS[2]);
  });

  it('says what becomes of the labels before two classes are merged', async () => {
    await userEvent.type(field(), 'dog{Enter}');
    addBox();
    await userEvent.type(field(), 'animal{Enter}');
    await choose('Edit class dog', 'Merge into another class…');
    expect(await screen.findByText('Class "dog" goes, and its labels stay: 1 object become "animal".')).toBeDefined();
    await press('Merge classes');
    expect(names()).toEqual(['animal']);
    expect(project()?.tracks[0]?.classId).toBe(project()?.classes[0]?.id);
  });

  it('says what goes with a class before it deletes it', async () => {
    await userEvent.type(field(), 'dog{Enter}');
    addBox();
    await choose('Edit class dog', 'Delete class dog');
    const dialog = await screen.findByRole('dialog', { name: 'Delete class dog' });
    expect(within(dialog).getByText(/goes, with its 1 object and their 1 label in the whole video/)).toBeDefined();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete class' }));
    expect(names()).toEqual([]);
    expect(project()?.tracks).toEqual([]);
  });

  it('gives the focus back to the menu of a class that was not deleted', async () => {
    await userEvent.type(field(), 'dog{Enter}');
    await choose('Edit class dog', 'Delete class dog');
    const dialog = await screen.findByRole('dialog', { name: 'Delete class dog' });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Keep' }));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Edit class dog' })));
  });
});
