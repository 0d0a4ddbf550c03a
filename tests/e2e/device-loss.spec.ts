import { expect, test } from '@playwright/test';
import config from '../../playwright.config.ts';
import { AppPage } from './app-page.ts';
import type { DeviceLossReport } from './device-loss.worker.ts';
import { askWorker, serveWorker } from './worker-bundle.ts';

const launch = config.use?.launchOptions ?? {};
// A graphics device that is emulated on the CPU: it can be lost like any other, on every machine.
const args = (launch.args ?? []).filter((arg) => arg !== '--disable-gpu');
test.use({
  launchOptions: { ...launch, args: [...args, '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'] },
});

test('promise 19: a device that is lost in the middle of a run gives an error, never numbers, and a new worker works', async ({
  page,
}) => {
  const address = await serveWorker(page, 'device-loss.worker');
  await new AppPage(page).open();
  const lost = await askWorker<DeviceLossReport>(page, address, { lose: true });
  expect(lost).toEqual({
    adapter: 'found',
    before: 'right',
    during: 'device_lost',
    after: 'device_lost',
    later: 'device_lost',
  });
  const fresh = await askWorker<DeviceLossReport>(page, address, { lose: false });
  expect(fresh).toEqual({ adapter: 'found', before: 'right', during: 'right', after: 'right', later: 'right' });
});
