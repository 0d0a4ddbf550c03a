import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Fragment } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { currentLanguage, useLanguageStore } from '../i18n/language.ts';
import { LanguageSwitch } from './language-switch.tsx';

// jsdom has neither media queries nor sizes, which the theme and the menu ask for.
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

afterEach(() => {
  cleanup();
  useLanguageStore.setState({ language: 'en' });
});

/** Renders everything again in another language, as the app does. */
function Page() {
  const language = useLanguageStore((state) => state.language);
  return (
    <MantineProvider env="test">
      <Fragment key={language}>
        <LanguageSwitch />
      </Fragment>
    </MantineProvider>
  );
}

it('chooses the language of the page, keeps it for the next visit, and has the focus again afterwards', async () => {
  render(<Page />);
  const button = screen.getByRole('button', { name: 'Language' });
  expect(button.getAttribute('aria-haspopup')).toBe('menu');
  await userEvent.click(button);
  expect(screen.getByRole('menuitemradio', { name: 'English', checked: true })).toBeDefined();
  await userEvent.click(screen.getByRole('menuitemradio', { name: 'Русский' }));
  expect(currentLanguage()).toBe('ru');
  expect(localStorage.getItem('vdf-language')).toBe('ru');
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Язык' }));
});
