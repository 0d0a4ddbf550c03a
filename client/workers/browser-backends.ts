/** Where a model can run in a browser, best first. */
export const BROWSER_BACKENDS = ['webgpu', 'wasm'] as const;
export type BrowserBackend = (typeof BROWSER_BACKENDS)[number];
