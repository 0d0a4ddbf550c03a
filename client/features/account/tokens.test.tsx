import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { newTokenSchema, type PersonalToken } from '../../../core/schema/api/tokens.ts';
import { NewToken } from './new-token.tsx';
import { TokenList } from './token-list.tsx';

// jsdom has neither media queries nor sizes, which the theme asks for.
vi.stubGlobal('matchMedia', () => ({
  matches: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}));
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
);

const SECRET = `vdf_${'k'.repeat(43)}`;
const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString();
const tokenOf = (fields: Partial<PersonalToken>): PersonalToken => ({
  id: crypto.randomUUID(),
  name: 'laptop',
  ending: 'kkkk',
  scopes: ['datasets:read'],
  createdAt: day(-3),
  expiresAt: day(5),
  lastUsedAt: null,
  ...fields,
});

const bodyOf = (init: RequestInit | undefined): unknown =>
  typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;

/** The tokens of a simulated server that behaves as the real one. */
let tokens: PersonalToken[] = [];
const sent = vi.fn((path: string, init: RequestInit): Response => {
  if (init.method === 'GET') return Response.json({ tokens });
  if (init.method === 'DELETE') {
    const before = tokens.length;
    tokens = tokens.filter(({ id }) => !path.endsWith(id));
    if (tokens.length < before) return new Response(null, { status: 204 });
    const problem = { type: 'about:blank', status: 404, title: 'Not Found', code: 'not_found', detail: 'It is gone.' };
    return Response.json(problem, { status: 404 });
  }
  const { name, scopes } = newTokenSchema.parse(bodyOf(init));
  tokens = [tokenOf({ name, scopes }), ...tokens];
  return Response.json({ token: tokens[0], secret: SECRET }, { status: 201 });
});

beforeEach(() => {
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => Promise.resolve(sent(path, init)));
});
afterEach(() => {
  cleanup();
  sent.mockClear();
});

function show() {
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <TokenList />
        <NewToken />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

it('a token is made with what was chosen, and its secret is shown once, to be copied', async () => {
  tokens = [];
  const user = userEvent.setup();
  show();
  expect(await screen.findByText('No tokens yet.')).toBeDefined();
  const create = screen.getByRole<HTMLButtonElement>('button', { name: 'Create a token' });
  expect(create.disabled).toBe(true);
  await user.type(screen.getByRole('textbox', { name: 'Name of the token' }), 'build machine');
  await user.click(screen.getByRole('checkbox', { name: 'save, change and delete datasets' }));
  await user.click(screen.getByRole('checkbox', { name: 'send videos, start and stop jobs' }));
  await user.click(create);

  const secret = await screen.findByRole<HTMLInputElement>('textbox', { name: 'The new token' });
  expect(secret.value).toBe(SECRET);
  const made = sent.mock.calls.map(([, init]) => init).find(({ method }) => method === 'POST');
  expect(bodyOf(made)).toEqual({ name: 'build machine', scopes: ['datasets:read', 'jobs:read'], days: 90 });
  await user.click(screen.getByRole('button', { name: 'Copy' }));
  expect(await screen.findByText('Copied.')).toBeDefined();
  expect(await navigator.clipboard.readText()).toBe(SECRET);
  await user.click(screen.getByRole('button', { name: 'I have copied it' }));
  expect(document.body.innerHTML).not.toContain(SECRET);
  expect(await screen.findByText('build machine')).toBeDefined();
});

it('tokens are listed with their scopes and validity, and are revoked after a question', async () => {
  const kept = tokenOf({ name: 'kept', lastUsedAt: day(-1), scopes: ['datasets:read', 'jobs:write'] });
  tokens = [kept, tokenOf({ name: 'old', expiresAt: day(-1) })];
  show();
  const row = async (name: string) => within((await screen.findByText(name)).closest('li') ?? document.body);
  const first = await row('kept');
  expect(first.getByText('see and download datasets; send videos, start and stop jobs')).toBeDefined();
  expect(first.getByText(/ends in kkkk · created .* · expires /)).toBeDefined();
  expect(first.getByText(/^last used /)).toBeDefined();
  const old = await row('old');
  expect(old.getByText(/ · expired /)).toBeDefined();
  expect(old.getByText('never used')).toBeDefined();

  await userEvent.click(old.getByRole('button', { name: 'Revoke old' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Keep it' }));
  expect(tokens).toHaveLength(2);
  await userEvent.click(old.getByRole('button', { name: 'Revoke old' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Revoke' }));
  await waitFor(() => expect(screen.queryByText('old')).toBeNull());
  expect(tokens).toEqual([kept]);
});

it('a token that cannot be revoked stays in the question, which says why', async () => {
  tokens = [tokenOf({ name: 'gone' })];
  show();
  await userEvent.click(await screen.findByRole('button', { name: 'Revoke gone' }));
  tokens = [];
  await userEvent.click(await screen.findByRole('button', { name: 'Revoke' }));
  expect((await screen.findByRole('alert')).textContent).toContain('It is gone.');
});
