import { expect, test } from '@playwright/test';
import { AppPage } from './app-page.ts';
import { doubts, openReviewed, type ReviewedClip } from './reviewed-project.ts';

const FRAMES = 24;
const CLIP: ReviewedClip = { frames: FRAMES, doubtful: 7, lost: [15, 16] };

test('doubtful labels are listed by doubt, gone through by key, and verified', async ({ page }) => {
  const app = new AppPage(page);
  await openReviewed(app, CLIP);
  await expect(doubts(page).first()).toContainText('crate 1, frame 15');
  await expect(doubts(page).filter({ hasText: 'Confidence 31%' })).toHaveCount(1);
  const all = await doubts(page).count();
  await page.keyboard.press('.');
  await app.expectFrame(7);
  await expect(app.boxes).toHaveAttribute('data-status', 'low');
  await page.keyboard.press('a');
  await expect(app.boxes).toHaveAttribute('data-verified', 'true');
  await expect(doubts(page)).toHaveCount(all - 1);
  await page.keyboard.press('.');
  await app.expectFrame(15);
  await page.keyboard.press(',');
  await expect(doubts(page)).toHaveCount(all - 1);
  expect(app.errors).toEqual([]);
});

test('on the timeline a click goes to a frame, and a keyframe is dragged with its label', async ({ page }) => {
  const app = new AppPage(page);
  await openReviewed(app, CLIP);
  const lane = page.locator('[data-lane="crate 1"]');
  const at = async (rank: number) => {
    const box = await lane.boundingBox();
    if (!box) throw new Error('the lane is not on the screen');
    return { x: box.x + ((rank + 0.5) / FRAMES) * box.width, y: box.y + box.height / 2 };
  };
  const click = async (rank: number) => {
    const { x, y } = await at(rank);
    await page.mouse.click(x, y);
    await app.expectFrame(rank);
  };
  await click(10);
  await page.keyboard.press('k');
  await expect(app.boxes).toHaveAttribute('data-status', 'user');
  const carried = await app.boxNumbers();
  const from = await at(10);
  const to = await at(12);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
  await click(12);
  await expect(app.boxes).toHaveAttribute('data-status', 'user');
  expect(await app.boxNumbers()).toEqual(carried);
  await page.keyboard.press('e');
  await app.expectFrame(0);
  await page.keyboard.press('r');
  await app.expectFrame(12);
});

test('an object is marked, interpolated, split and merged, and all of it can be undone', async ({ page }) => {
  const app = new AppPage(page);
  await openReviewed(app, CLIP);
  const lanes = page.getByRole('list', { name: 'Object lanes' }).getByRole('listitem');
  await app.goTo(9);
  await app.boxes.click();
  await page.keyboard.press('q');
  await expect(app.boxes).toHaveAttribute('data-occluded', 'true');
  await page.keyboard.press('k');
  await app.goTo(15);
  await page.keyboard.press('o');
  await expect(doubts(page).filter({ hasText: 'frame 15' })).toHaveCount(0);
  await app.goTo(4);
  await app.button('Interpolate').click();
  await expect(app.boxes).toHaveAttribute('data-status', 'interpolated');
  await app.goTo(12);
  await app.button('Split here').click();
  await expect(lanes).toHaveCount(2);
  await app.button('Merge into…').click();
  await page.getByRole('menuitem').first().click();
  await expect(lanes).toHaveCount(1);
  while (await app.button('Undo').isEnabled()) await app.button('Undo').click();
  await app.goTo(4);
  await expect(app.boxes).toHaveAttribute('data-status', 'propagated');
  expect(app.errors).toEqual([]);
});
