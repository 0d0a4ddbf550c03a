import { expect, test, type Locator } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { objectBox } from '../fixtures/numbered-frame.ts';
import { AppPage } from './app-page.ts';

const SIZE = { width: 160, height: 120 };
/** More presses of Tab than the workspace has places to stop at. */
const MANY = 90;

async function openClip(app: AppPage, frames = 4): Promise<void> {
  await app.open();
  await app.openVideo({ name: 'clip.mp4', bytes: await numberedClip({ frames, ...SIZE }) });
}

/** Where the focus is, in the page's own parts, and whether it can be seen there. */
function focusNow() {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement || element instanceof SVGElement) || element === document.body) return null;
  const parts = { header: 'header', toolbar: '[role=toolbar]', frame: 'svg[role=application]', panel: 'aside' };
  const part = Object.entries(parts).find(([, selector]) => element.closest(selector))?.[0] ?? 'bottom';
  const ring = [element, element.nextElementSibling].some((each) => {
    const style = each && getComputedStyle(each);
    return style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  });
  const edge = getComputedStyle(element).borderColor;
  element.blur();
  const edgeChanges = getComputedStyle(element).borderColor !== edge;
  element.focus();
  return {
    part,
    name: element.getAttribute('aria-label') ?? element.outerHTML.slice(0, 120),
    seen: ring || edgeChanges,
  };
}

test.describe('by keyboard', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('the focus goes through the workspace in the order of reading, and can be seen everywhere', async ({ page }) => {
    const app = new AppPage(page);
    await openClip(app);
    await page.locator('body').evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    const parts: string[] = [];
    const unseen: string[] = [];
    for (let press = 0; press < MANY; press++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(focusNow);
      // Behind the last place the browser's own controls have it.
      if (!at) break;
      if (parts.at(-1) !== at.part) parts.push(at.part);
      if (!at.seen) unseen.push(at.name);
    }
    // "Finish annotating" stands behind the toolbar, before the frame.
    expect(parts).toEqual(['header', 'toolbar', 'bottom', 'frame', 'bottom', 'panel']);
    expect(unseen).toEqual([]);
  });

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
      expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
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

  test('how a run goes is said in words, by tenths', async ({ page }) => {
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
