import { MantineProvider } from '@mantine/core';
import { act, cleanup, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ACTION_IDS } from '../../keymap/actions.ts';
import { keyTexts } from '../../keymap/key-texts.ts';
import { choosePreset, keysOf } from '../../keymap/keymap-store.ts';
import { runAction, useKeyboard } from '../../keymap/use-actions.ts';
import { ShortcutsSheet } from './shortcuts-sheet.tsx';

// jsdom has neither media queries nor sizes, which the theme and the choice of presets ask for.
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

function Page() {
  useKeyboard();
  return (
    <MantineProvider env="test">
      <ShortcutsSheet />
    </MantineProvider>
  );
}

const dialog = () => screen.getByRole('dialog', { name: 'Keyboard shortcuts' });
const row = (action: string): HTMLElement => {
  const found = within(dialog()).getByText(action, { selector: 'li span' }).closest('li');
  if (!found) throw new Error(`no row of ${action}`);
  return found;
};
const change = (action: string) =>
  userEvent.click(within(row(action)).getByRole('button', { name: `Change the keys of "${action}"` }));

describe('the sheet of shortcuts', () => {
  beforeEach(async () => {
    choosePreset('cvat');
    render(<Page />);
    await userEvent.keyboard('?');
    await screen.findByRole('dialog', { name: 'Keyboard shortcuts' }, { timeout: 20_000 });
  });
  afterEach(cleanup);

  it('opens by "?" and lists every action with its keys', () => {
    for (const id of ACTION_IDS)
      expect(row(keyTexts.actions[id]).querySelectorAll('kbd')).toHaveLength(keysOf(id).length);
    expect(row('Redo').textContent).toContain('Ctrl+Shift+Z');
  });

  it('takes another preset', async () => {
    await userEvent.click(within(dialog()).getByRole('radio', { name: 'Label Studio' }));
    expect(keysOf('frame.next')).toEqual(['ArrowRight']);
    expect(row('Next frame').textContent).toContain('→');
  });

  it('takes new keys of an action, and gives the old ones back', async () => {
    await change('Next frame');
    expect(within(row('Next frame')).getByRole('status').textContent).toContain('Press the new keys');
    await userEvent.keyboard('{Shift>}j{/Shift}');
    expect(keysOf('frame.next')).toEqual(['shift+J']);
    expect(row('Next frame').textContent).toContain('"Next frame" is now Shift+J.');
    await userEvent.click(screen.getByRole('button', { name: 'Reset the keys of "Next frame"' }));
    expect(keysOf('frame.next')).toEqual(['F']);
  });

  it('asks before it takes keys from another action', async () => {
    await change('Next frame');
    await userEvent.keyboard('d');
    expect(row('Next frame').textContent).toContain('D belongs to "Previous frame".');
    expect(keysOf('frame.next')).toEqual(['F']);
    await userEvent.click(screen.getByRole('button', { name: 'Keep it there' }));
    expect(keysOf('frame.previous')).toEqual(['D']);
    await change('Next frame');
    await userEvent.keyboard('d');
    await userEvent.click(screen.getByRole('button', { name: 'Use it here' }));
    expect([keysOf('frame.next'), keysOf('frame.previous')]).toEqual([['D'], []]);
    expect(row('Previous frame').textContent).toContain('no key');
    await userEvent.click(screen.getByRole('button', { name: 'Reset all keys to CVAT' }));
    expect([keysOf('frame.next'), keysOf('frame.previous')]).toEqual([['F'], ['D']]);
  });

  it('refuses keys of the browser, and is left by Escape without a change', async () => {
    await change('Next frame');
    await userEvent.keyboard('{Control>}t{/Control}');
    expect(row('Next frame').textContent).toContain('Ctrl+T belongs to the browser or the system');
    await userEvent.keyboard('{Escape}');
    expect(dialog()).toBeDefined();
    expect(within(row('Next frame')).queryByRole('status')).toBeNull();
    expect(keysOf('frame.next')).toEqual(['F']);
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('is opened by whatever asks for help', async () => {
    await userEvent.keyboard('{Escape}');
    act(() => void runAction('help.open'));
    expect(await screen.findByRole('dialog', { name: 'Keyboard shortcuts' }, { timeout: 20_000 })).toBeDefined();
  });
});
