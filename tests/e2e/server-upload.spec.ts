import { expect, test as base } from '@playwright/test';
import { AppPage } from './app-page.ts';
import { CuttableProxy } from './cuttable-proxy.ts';
import {
  chooseServer,
  clipFile,
  confirm,
  signUpNewUser,
  JOB_ACCEPTED,
  labelClip,
  requestReview,
} from './server-steps.ts';
import { limitUpload, untilSent, watchUpload } from './upload-watch.ts';

/** Large enough to be delayed, cut off and left on the way. */
const BYTES = 9_000_000;
/** The page reaches the server through a proxy of its own. */
const test = base.extend<{ readonly line: CuttableProxy }>({
  line: async ({}, use) => {
    const line = await CuttableProxy.open(Number(process.env['VDF_E2E_PORT']));
    await use(line);
    await line.close();
  },
  baseURL: ({ line }, use) => use(line.address),
});

test(
  'an upload is held up, cut off and left, and each time goes on from where it was',
  { tag: '@long' },
  async ({ page, line }) => {
    const app = new AppPage(page);
    await signUpNewUser(page, app);
    await labelClip(app, await clipFile('crate.mp4', 2, BYTES));
    const sent = watchUpload(page);
    const parts = () => sent.filter(({ method }) => method === 'PATCH').map(({ offset }) => offset);
    const dialog = await chooseServer(page, app);
    await requestReview(dialog);
    await limitUpload(page);
    await confirm(dialog);

    // Before the first byte is sent the file is read for its checksum, which counts its bytes, too.
    await expect.poll(() => parts().length).toBe(1);
    await untilSent(page, 1);
    await app.button('Pause').click();
    await expect(page.getByText('Paused', { exact: true })).toBeVisible();
    expect(parts()).toEqual([0]);
    await app.button('Resume').click();
    await expect.poll(() => parts().length).toBe(2);

    await untilSent(page, 3);
    await expect(page.getByText(/^[\d.]+ [kM]B\/s, .* left$/)).toBeVisible();
    line.cut();
    await page.waitForTimeout(1500);
    line.mend();
    await expect.poll(() => parts().length).toBe(3);

    await untilSent(page, 5);
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    page.on('dialog', (question) => void question.accept());
    await page.reload();
    await expect(page.getByText('The video is not on the server yet.', { exact: false })).toBeVisible();
    await app.button('Go on sending').click();
    await expect(page.getByText(JOB_ACCEPTED)).toBeVisible();

    const offsets = parts();
    expect(offsets).toHaveLength(4);
    expect(offsets[0]).toBe(0);
    // The server's count is behind the page's by the buffers between them: half a megabyte and more.
    for (const [at, offset] of offsets.slice(1).entries()) expect(offset).toBeGreaterThan(offsets[at] ?? 0);
    expect(sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
  },
);
