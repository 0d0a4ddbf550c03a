import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { syntheticVideo } from '../../../core/export/synthetic-frames.testing.ts';
import { createProject } from '../../../core/project/create-project.ts';
import { frameIndex, imageBox } from '../../../core/schema/brands.ts';
import { useProjectStore } from '../../lib/project-store.ts';
import { ClassPanel } from './class-panel.tsx';

// jsdom has no media queries, which the theme asks for.
vi.stubGlobal('matchMedia', () => ({
  matches: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}));

describe('the class form', () => {
  beforeEach(() => {
    useProjectStore.getState().start(createProject(syntheticVideo(), { kind: 'every', n: 1 }));
    render(
      <MantineProvider env="test">
        <ClassPanel />
      </MantineProvider>,
    );
  });
  afterEach(cleanup);

  it('adds a class and chooses it for new boxes', async () => {
    await userEvent.type(screen.getByRole('textbox', { name: 'Class name' }), ' dog {Enter}');
    await userEvent.type(screen.getByRole('textbox', { name: 'Class name' }), 'cat');
    await userEvent.click(screen.getByRole('button', { name: 'Add class' }));
    expect(useProjectStore.getState().project?.classes.map(({ name }) => name)).toEqual(['dog', 'cat']);
    expect(screen.getByRole('button', { name: /^cat/, pressed: true })).toBeDefined();
    expect(screen.getByRole('textbox', { name: 'Class name' })).toHaveProperty('value', '');
  });

  it('says in one sentence what is wrong with a name, while it is typed', async () => {
    const field = screen.getByRole('textbox', { name: 'Class name' });
    await userEvent.type(field, 'dog{Enter}Dog');
    expect(screen.getByText('There is already a class named "dog".')).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Add class' }));
    expect(useProjectStore.getState().project?.classes).toHaveLength(1);
    await userEvent.clear(field);
    await userEvent.click(screen.getByRole('button', { name: 'Add class' }));
    expect(screen.getByText('A class needs a name.')).toBeDefined();
  });

  it('asks before it deletes a class that has objects', async () => {
    await userEvent.type(screen.getByRole('textbox', { name: 'Class name' }), 'dog{Enter}');
    useProjectStore.getState().addObject(frameIndex(0), imageBox(1, 1, 9, 9));
    await userEvent.click(screen.getByRole('button', { name: 'Delete class dog' }));
    expect(await screen.findByText('Delete the class "dog" with 1 object?')).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Delete class' }));
    expect(useProjectStore.getState().project?.classes).toEqual([]);
    expect(useProjectStore.getState().project?.tracks).toEqual([]);
  });
});
