import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { build } from 'vite';
import { servedRuntime } from '../../scripts/vite-served-runtime.ts';

/**
 * Makes a module of this folder loadable as a worker of the tested page, under the page's own origin and
 * rules.
 *
 * @returns the worker's address
 */
export async function serveWorker(page: Page, name: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    plugins: [servedRuntime()],
    build: {
      write: false,
      target: 'es2022',
      minify: false,
      lib: { entry: fileURLToPath(new URL(`${name}.ts`, import.meta.url)), formats: ['es'], fileName: name },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const chunk = outputs.flatMap((each) => ('output' in each ? each.output : [])).find((each) => each.type === 'chunk');
  if (!chunk) throw new Error(`${name} was not built`);
  const address = `/tests/${name}.js`;
  await page.route(`**${address}`, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      headers: { 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Resource-Policy': 'same-origin' },
      body: chunk.code,
    }),
  );
  return address;
}

/** Starts a worker in the page, sends it one message, and returns its one answer. */
export function askWorker<T>(page: Page, address: string, message: unknown): Promise<T> {
  return page.evaluate(
    ([workerAddress, request]) =>
      new Promise<T>((resolve, reject) => {
        const worker = new Worker(workerAddress, { type: 'module' });
        worker.onmessage = ({ data }: MessageEvent<T>) => {
          worker.terminate();
          resolve(data);
        };
        worker.onerror = (event) => reject(new Error(event.message || 'the worker did not start'));
        worker.postMessage(request);
      }),
    [address, message] as const,
  );
}
