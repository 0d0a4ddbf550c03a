import { expect, test, type Page } from '@playwright/test';
import { ENGINE_VERSION } from '../../core/engine/engine-run.ts';
import { DEFAULT_MODEL } from '../../core/models/registry.ts';
import { AppPage } from './app-page.ts';
import { doubts, openReviewed } from './reviewed-project.ts';

const FRAMES = 6;
const ENGINE = {
  modelId: DEFAULT_MODEL.id,
  fileHashes: {},
  backend: 'wasm',
  precision: 'fp32',
  engineVersion: ENGINE_VERSION,
} as const;

const note = (page: Page) => page.getByTestId('correction');
const encodeRuns = async (app: AppPage) => (await app.diagnostics()).engine?.encodeRuns ?? 0;

/** Moves the bottom right corner of the selected box by a pixel. */
async function moveCorner(app: AppPage): Promise<void> {
  await app.page.keyboard.press('Alt+ArrowRight');
  await expect(app.boxes).toHaveAttribute('data-status', 'user');
}

test('a moved corner updates its frame at once and those around it, and stops at any time', async ({ page }) => {
  const app = new AppPage(page);
  await openReviewed(app, { frames: FRAMES, doubtful: 5, lost: [], engine: ENGINE });
  await app.goTo(3);
  await app.boxes.click();

  await moveCorner(app);
  await expect(note(page)).toContainText(/Updating \d of 4 frames/, { timeout: 60_000 });
  await expect(note(page)).toHaveText(/Updated 4 frames\./, { timeout: 120_000 });
  // The mask of the label was made anew with it.
  await expect.poll(() => app.maskPixels()).toBeGreaterThan(0);
  await expect(page.getByText(/corrected label is not propagated yet/)).toHaveCount(0);

  // The same place again: everything is encoded.
  const encoded = await encodeRuns(app);
  await moveCorner(app);
  await expect(note(page)).toHaveText(/Updated 4 frames\./, { timeout: 120_000 });
  expect(await encodeRuns(app)).toBe(encoded);

  await moveCorner(app);
  await expect(note(page)).toHaveAttribute('data-status', /waiting|updating/);
  await page.keyboard.press('Escape');
  await expect(note(page)).toHaveText(/Stopped: \d of 4 frames (is|are) not updated\./);
  await expect(
    doubts(page)
      .filter({ hasText: /Not updated on \d frames?/ })
      .first(),
  ).toBeVisible();
  await app.button('Update the rest').click();
  await expect(note(page)).toHaveText(/Updated 4 frames\./, { timeout: 120_000 });
  await expect(doubts(page).filter({ hasText: 'Not updated' })).toHaveCount(0);

  while ((await app.boxes.getAttribute('data-status')) === 'user') await app.button('Undo').click();
  await expect(app.boxes).toHaveAttribute('data-status', 'propagated');
  expect(app.errors).toEqual([]);
});
