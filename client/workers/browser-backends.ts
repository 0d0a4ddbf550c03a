/** The backends of a model in a browser, best first. */
export const BROWSER_BACKENDS = ['webgpu', 'wasm'] as const;
export type BrowserBackend = (typeof BROWSER_BACKENDS)[number];
