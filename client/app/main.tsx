import '@mantine/core/styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './app.css';
import { App } from './app.tsx';
import { publishDiagnostics } from './diagnostics.ts';
import { PageBoundary } from './error-boundary.tsx';
import { Providers } from './providers.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element to render into.');
publishDiagnostics();
createRoot(root).render(
  <StrictMode>
    <Providers>
      <PageBoundary>
        <App />
      </PageBoundary>
    </Providers>
  </StrictMode>,
);
