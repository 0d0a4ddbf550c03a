import { expect, test } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { AppPage } from './app-page.ts';

test('promise 11: no page breaks its content security policy, is not isolated, or asks another host', async ({
  page,
  baseURL,
}) => {
  const violations: string[] = [];
  await page.exposeFunction('reportViolation', (text: string) => violations.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      const { reportViolation } = window as unknown as { reportViolation: (text: string) => void };
      reportViolation(`${violatedDirective} ${blockedURI}`);
    });
  });
  const app = new AppPage(page);
  for (const path of ['/api/docs', '/datasets', '/account', '/nowhere', '/']) {
    const response = await page.goto(path);
    const policy = response?.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("'wasm-unsafe-eval'");
    expect(policy).not.toContain("'unsafe-eval'");
    expect(await page.evaluate(() => crossOriginIsolated), path).toBe(true);
    await page.waitForLoadState('networkidle');
  }
  await app.openVideo({ name: 'clip.mp4', bytes: await numberedClip({ frames: 4 }) });
  expect((await app.diagnostics()).video?.crossOriginIsolated).toBe(true);
  for (const worker of page.workers()) expect(await worker.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(page.workers().length).toBeGreaterThan(0);
  expect(violations).toEqual([]);
  const own = new URL(baseURL ?? '').host;
  const others = app.requests
    .map((request) => new URL(request.url()))
    .filter(({ host, protocol }) => protocol.startsWith('http') && host !== own);
  expect(others.map(String)).toEqual([]);
});
