import { expect, test, type Locator } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { objectBox } from '../fixtures/numbered-frame.ts';
import { AppPage } from './app-page.ts';

const SIZE = { width: 160, height: 120 };
async function openClip(app: AppPage, frames = 4): Promise<void> {
  await app.open();
  await app.openVideo({ name: 'clip.mp4', bytes: await numberedClip({ frames, ...SIZE }) });
}

test.describe('by keyboard', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('the focus comes back to what opened a dialog', async ({ page }) => {
    const app = new AppPage(page);
    await openClip(app);
    await app.addClass('crate');
    await app.drawBox(objectBox(0, SIZE.width, SIZE.height));
    await app.button('Finish annotating').click();
    const dialog = page.getByRole('dialog');
    const opensAndCloses = async (button: Locator, item?: RegExp) => {
      await button.focus();
      await page.keyboard.press('Enter');
      if (item) {
        await page.getByRole('menuitem', { name: item }).focus();
        await page.keyboard.press('Enter');
      }
      await expect(dialog).toBeVisible();
      // The dialog takes the focus once it is drawn.
      await expect.poll(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
      await expect(button).toBeFocused();
    };
    await opensAndCloses(app.button('Sign in'));
    await opensAndCloses(app.button('Keyboard shortcuts'));
    await opensAndCloses(app.button('Create dataset'));
    await opensAndCloses(app.button('Edit class crate'), /^Delete/);
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    await page.getByRole('link', { name: 'Vision Data Forge' }).click();
    await opensAndCloses(app.button('Actions for clip.mp4'), /^Rename/);
    await opensAndCloses(app.button('Actions for clip.mp4'), /^Delete/);
  });

  test('how a run goes is said in words, by tenths', { tag: '@long' }, async ({ page }) => {
    const app = new AppPage(page);
    await openClip(app);
    await app.addClass('crate');
    await app.drawBox(objectBox(0, SIZE.width, SIZE.height));
    await page.evaluate(() => {
      const said: string[] = [];
      (window as unknown as { said: string[] }).said = said;
      new MutationObserver(() => {
        for (const status of document.querySelectorAll('[role=status]')) {
          const text = status.textContent;
          if (text && !said.includes(text)) said.push(text);
        }
      }).observe(document.body, { childList: true, characterData: true, subtree: true });
    });
    await app.button('Propagate').click();
    await app.expectFinished();
    const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
    expect(said).toContain('Model');
    expect(said.filter((text) => /^Labelling: \d+%$/.test(text)).length).toBeGreaterThan(0);
    expect(said).toContain('Finished: 4 frames processed.');
  });
});

for (const { reducedMotion, moves } of [
  { reducedMotion: 'reduce', moves: false },
  { reducedMotion: 'no-preference', moves: true },
] as const) {
  test.describe(`where motion is: ${reducedMotion}`, () => {
    test.use({ contextOptions: { reducedMotion } });

    test(`what changes ${moves ? 'moves' : 'does not move'}`, async ({ page }) => {
      await new AppPage(page).open();
      const moving = await page.evaluate(
        () =>
          [...document.querySelectorAll('main, main *')].filter((element) => {
            const { transitionProperty, transitionDuration } = getComputedStyle(element);
            return transitionProperty !== 'none' && transitionDuration.split(', ').some((time) => time !== '0s');
          }).length,
      );
      expect(moving > 0).toBe(moves);
    });
  });
}
