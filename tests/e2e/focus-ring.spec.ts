import { expect, test, type Locator } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { AppPage } from './app-page.ts';

/** The ring that is currently drawn around an element; null for none. */
function ringOf(element: Locator): Promise<{ readonly color: string; readonly width: string } | null> {
  return element.evaluate((node) => {
    const { outlineStyle, outlineColor, outlineWidth } = getComputedStyle(node);
    return outlineStyle === 'none' || outlineWidth === '0px' ? null : { color: outlineColor, width: outlineWidth };
  });
}

for (const { colorScheme, accent } of [
  { colorScheme: 'light', accent: 'rgb(66, 99, 235)' },
  { colorScheme: 'dark', accent: 'rgb(125, 147, 255)' },
] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('the frame has a ring for the keyboard, and none for the mouse', async ({ page }) => {
      const app = new AppPage(page);
      await app.open();
      await app.openVideo({ name: 'clip.mp4', bytes: await numberedClip({ frames: 4 }) });
      await app.addClass('box');
      const stage = page.getByRole('application', { name: 'Frame view' });
      const draw = (x: number) => app.drag({ x, y: 60 }, { x: x + 60, y: 110 });

      await draw(20);
      await expect(app.boxes).toHaveCount(1);
      await expect(stage).toBeFocused();
      expect(await ringOf(stage), 'drawn with the mouse').toBeNull();
      await page.keyboard.press('n');
      await draw(120);
      await expect(app.boxes).toHaveCount(2);
      expect(await ringOf(stage), 'drawn behind a key').toBeNull();
      await page.keyboard.press('f');
      await app.expectFrame(1);
      expect(await ringOf(stage), 'a shortcut behind drawing').toBeNull();

      await page.keyboard.press('Escape');
      await app.button('Finish annotating').focus();
      await page.keyboard.press('Tab');
      await expect(stage).toBeFocused();
      expect(await ringOf(stage), 'reached by Tab').toEqual({ color: accent, width: '2px' });
      await draw(40);
      expect(await ringOf(stage), 'drawn behind Tab').toBeNull();

      // A user who names a class types: the ring shows where the keys go, until the mouse draws.
      await page.keyboard.press('t');
      await page.keyboard.type('cat');
      await page.keyboard.press('Enter');
      await expect(stage).toBeFocused();
      expect(await ringOf(stage), 'behind a field').toEqual({ color: accent, width: '2px' });
    });
  });
}
