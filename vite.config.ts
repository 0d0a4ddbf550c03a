import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { servedRuntime } from './scripts/vite-served-runtime.ts';

// The page needs cross-origin isolation for threads in WebAssembly, in development as in production.
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  root: 'client',
  plugins: [react()],
  worker: { format: 'es', plugins: () => [servedRuntime()] },
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // The first page's size is checked gzipped, by scripts/check-bundle.ts; workers load later and may be
    // larger.
    chunkSizeWarningLimit: 2000,
  },
  // The proxy to the app's own server is added by scripts/dev/page.ts.
  server: { headers: isolation },
});
