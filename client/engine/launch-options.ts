import { BROWSER_BACKENDS, type BrowserBackend } from '../workers/browser-backends.ts';

/** The backend in the address (`?backend=wasm` or `?backend=webgpu`), or null for the best one that works. */
export function forcedBackend(search: string): BrowserBackend | null {
  const wanted = new URLSearchParams(search).get('backend');
  return BROWSER_BACKENDS.find((each) => each === wanted) ?? null;
}
