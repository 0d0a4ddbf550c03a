import { expect, test as base } from '@playwright/test';
import { checkPort } from '../../scripts/check-port.mjs';
import { DEMO_ACCOUNT } from '../../scripts/dev/demo.ts';
import { AppPage } from './app-page.ts';
import { ScratchCheckout } from './scratch-checkout.ts';

const test = base.extend<{ readonly checkout: ScratchCheckout }>({
  checkout: async ({}, use) => {
    const checkout = await ScratchCheckout.make();
    await use(checkout);
    await checkout.remove();
  },
  baseURL: ({ checkout }, use) => use(checkout.address),
});

test(
  'npm run dev follows the sources, shows its demo, and ends without a trace',
  { tag: '@long' },
  async ({ page, checkout }) => {
    test.setTimeout(480_000);
    const app = new AppPage(page);
    checkout.start('--demo');
    await checkout.says(`Open      ${checkout.address}`);
    await app.open();

    await checkout.says(`Dataset   ${checkout.address}/datasets/`);
    await app.button('Sign in').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Username or e-mail' }).fill(DEMO_ACCOUNT.email);
    await dialog.getByRole('textbox', { name: 'Password' }).fill(DEMO_ACCOUNT.password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await expect(dialog).toBeHidden();
    const events = page.waitForResponse('**/api/job-events');
    await page.goto('/jobs?backend=wasm');
    expect((await events).headers()['content-type']).toContain('text/event-stream');
    await app.button('Open for review').click();
    await expect(app.timeline).toBeVisible({ timeout: 60_000 });
    await expect(app.boxes).toHaveCount(3);

    await page.evaluate(() => Object.assign(window, { notLoadedAnew: true }));
    await checkout.edit('client/app/header.tsx', (source) =>
      source.replace('{texts.appName}', '{texts.appName} as changed'),
    );
    await expect(page.getByText('Vision Data Forge as changed')).toBeVisible();
    expect(await page.evaluate(() => 'notLoadedAnew' in window)).toBe(true);

    let from = checkout.output.length;
    await checkout.edit('server/config.ts', (source) => `${source}\nconsole.error('a server as changed');\n`);
    await checkout.says('a server as changed', from);
    // A request that comes meanwhile waits.
    expect((await page.request.get('/api/health')).status()).toBe(200);
    await checkout.says('The server runs again', from);

    from = checkout.output.length;
    await checkout.edit('core/errors.ts', (source) => `${source}\nconst broken = ;\n`);
    await checkout.says('The server from before goes on', from);
    expect((await page.request.get('/api/health')).status()).toBe(200);

    expect(await checkout.interrupt()).toBe(0);
    for (const port of [checkout.port, checkout.serverPort]) await checkPort(port, 'another');
  },
);
