import { expect, type Page } from '@playwright/test';

/** Upload limit in bytes a second. */
const SPEED = 1_000_000;

/** Requests of an upload to the server: its creation, and the byte offsets that it is sent from. */
interface Sent {
  readonly method: string;
  readonly offset: number;
}

/** Every request of the upload from now on. */
export function watchUpload(page: Page): readonly Sent[] {
  const sent: Sent[] = [];
  page.on('request', (request) => {
    if (!/\/api\/uploads/.test(request.url())) return;
    sent.push({ method: request.method(), offset: Number(request.headers()['upload-offset'] ?? -1) });
  });
  return sent;
}

/** Limits the page's upload speed from now on, so that much can happen meanwhile. */
export async function limitUpload(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const limits = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: SPEED };
  await session.send('Network.emulateNetworkConditions', limits);
}

/** Waits until the page reports that many megabytes of nine. */
export async function untilSent(page: Page, megabytes: number): Promise<void> {
  const told = page.getByText(/^[\d.]+ (byte|kB|MB)s? \/ 9\.\d MB$/);
  await expect
    .poll(async () => {
      const [amount, unit] = ((await told.textContent()) ?? '').split(' ');
      return unit === 'MB' ? Number(amount) : 0;
    })
    .toBeGreaterThanOrEqual(megabytes);
}
