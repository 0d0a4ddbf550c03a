import 'fake-indexeddb/auto';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toForgeError } from '../../../core/errors.ts';
import { PageError } from '../../i18n/page-error.ts';
import { closeProjectDatabase } from '../../project/storage/database.ts';
import {
  deleteProject,
  duplicateProject,
  markDamaged,
  renameProject,
  saveProject,
} from '../../project/storage/project-repository.ts';
import { IDENTITY, projectWith, withBox } from '../../project/storage/testing/projects.ts';
import { NO_PENDING_WORK } from '../../project/storage/stored-project.ts';
import { ProjectList } from './project-list.tsx';

const actions = {
  rename: vi.fn(renameProject),
  duplicate: vi.fn((id: string) => duplicateProject(id).then(() => undefined)),
  remove: vi.fn(deleteProject),
  saveFile: vi.fn(() => Promise.resolve()),
};

async function keep(id: string, name: string): Promise<void> {
  const project = { ...withBox(projectWith(), 4), name };
  const base = { createdAt: 1, video: IDENTITY, pending: NO_PENDING_WORK, saved: null, revision: 0 };
  await saveProject({ ...base, id, project });
}

const dismissed = vi.fn();

function show(fileError: Error | null = null) {
  const client = new QueryClient();
  return render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <ProjectList
          openId={null}
          actions={actions}
          addressOf={(id) => `/?project=${id}`}
          onOpenFile={vi.fn()}
          onSend={vi.fn()}
          fileError={fileError && toForgeError(fileError)}
          onDismissFileError={dismissed}
        />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

const card = async (name: string) => {
  const found = (await screen.findByText(name)).closest('li');
  if (!found) throw new Error(`${name} is in no list`);
  return within(found);
};

async function chooseAction(name: string, action: string): Promise<void> {
  await userEvent.click((await card(name)).getByRole('button', { name: `Actions for ${name}` }));
  await userEvent.click(await screen.findByRole('menuitem', { name: action }));
}

beforeEach(() => {
  // jsdom has no media queries and no observers, which Mantine asks for.
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }));
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = vi.fn();
      unobserve = vi.fn();
      disconnect = vi.fn();
    },
  );
});

afterEach(async () => {
  cleanup();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
  await closeProjectDatabase();
  await deleteDB('vision-data-forge');
});

describe('the list of projects', () => {
  it('says what will be here while there is none', async () => {
    show();
    expect(await screen.findByText(/kept in this browser and listed here/)).toBeTruthy();
  });

  it('shows what each project is and leads to it', async () => {
    await keep('a', 'Walk');
    show();
    const walk = await card('Walk');
    expect(walk.getByRole('link', { name: 'Walk' }).getAttribute('href')).toBe('/?project=a');
    expect(walk.getByText('dog.mp4')).toBeTruthy();
    expect(walk.getByText('1,000 frames · 1 labelled')).toBeTruthy();
  });

  it('renames, and refuses an empty name', async () => {
    await keep('a', 'Walk');
    show();
    await chooseAction('Walk', 'Rename');
    const field = await screen.findByRole('textbox', { name: 'Project name' });
    await userEvent.clear(field);
    expect(screen.getByText('Give the project a name.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Rename' })).toHaveProperty('disabled', true);
    await userEvent.type(field, ' Run {Enter}');
    expect(await screen.findByRole('link', { name: 'Run' })).toBeTruthy();
  });

  it('duplicates', async () => {
    await keep('a', 'Walk');
    show();
    await chooseAction('Walk', 'Duplicate');
    expect(await screen.findByRole('link', { name: 'Walk (copy)' })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Walk' })).toBeTruthy();
  });

  it('deletes only after asking', async () => {
    await keep('a', 'Walk');
    show();
    await chooseAction('Walk', 'Delete');
    await userEvent.click(await screen.findByRole('button', { name: 'Keep' }));
    expect(actions.remove).not.toHaveBeenCalled();
    await chooseAction('Walk', 'Delete');
    await userEvent.click(await screen.findByRole('button', { name: 'Delete project' }));
    await waitFor(() => expect(screen.queryByText('Walk')).toBeNull());
  });

  it('says why something could not be done', async () => {
    await keep('a', 'Walk');
    show();
    actions.duplicate.mockRejectedValueOnce(new PageError('storage_full', () => 'No room.'));
    await chooseAction('Walk', 'Duplicate');
    expect((await screen.findByRole('alert')).textContent).toContain('No room.');
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it.each(['Dismiss', 'Open project'])('lets go of a refused project file by "%s"', async (name) => {
    await keep('a', 'Walk');
    show(new PageError('project_invalid', () => 'This is no project.'));
    expect((await screen.findByRole('alert')).textContent).toContain('This is no project.');
    await userEvent.click(screen.getByRole('button', { name }));
    expect(dismissed).toHaveBeenCalledOnce();
  });

  it('keeps a damaged project in the list, to be saved as a file', async () => {
    await keep('a', 'Walk');
    await markDamaged('a');
    show();
    const walk = await card('Walk');
    expect(walk.queryByRole('link')).toBeNull();
    expect(walk.getByText(/damaged and cannot be opened/)).toBeTruthy();
    await userEvent.click(walk.getByRole('button', { name: 'Actions for Walk' }));
    const offered = (await screen.findAllByRole('menuitem')).map((item) => item.textContent);
    expect(offered).toEqual(['Save project', 'Delete']);
    await userEvent.click(screen.getByRole('menuitem', { name: 'Save project' }));
    expect(actions.saveFile).toHaveBeenCalledWith('a');
  });
});
