import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Fragment, useEffect, type ReactNode } from 'react';
import { useLanguageStore } from '../i18n/language.ts';
import { currentTheme } from './theme.ts';

/** The server is this app's own: one retry covers its restart. */
const queryClient = new QueryClient({ defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false } } });

/**
 * Theme (light or dark as the system is set), server queries, and the language: changing it renders
 * everything again.
 */
export function Providers({ children }: { children: ReactNode }) {
  const language = useLanguageStore((state) => state.language);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <MantineProvider theme={currentTheme()} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Fragment key={language}>{children}</Fragment>
      </QueryClientProvider>
    </MantineProvider>
  );
}
