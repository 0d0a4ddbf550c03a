import { expect, test, type Page } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { objectBox } from '../fixtures/numbered-frame.ts';
import { AppPage } from './app-page.ts';

const SIZE = { width: 320, height: 240 };
const FRAMES = 24;

interface SavedProject {
  tracks: { shapes: Record<string, object>; lost: number[] }[];
  sampling: object;
}

/** A project as it is after a run: one crate, labelled by hand on frame 0, carried on, in doubt on frame 7 and lost on 15 and 16. */
async function openReviewed(app: AppPage): Promise<void> {
  await app.open();
  await app.openVideo({ name: 'clip.mp4', bytes: await numberedClip({ frames: FRAMES, ...SIZE }) });
  await app.addClass('crate');
  await app.drawBox(objectBox(0, SIZE.width, SIZE.height));
  const waiting = app.page.waitForEvent('download');
  await app.button('Save project').click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await waiting).createReadStream()) chunks.push(chunk as Buffer);
  const project = JSON.parse(Buffer.concat(chunks).toString('utf8')) as SavedProject;
  const [track] = project.tracks;
  if (!track) throw new Error('the project has no object');
  for (let rank = 1; rank < FRAMES; rank += 1) {
    if (rank === 15 || rank === 16) continue;
    const { x, y, width, height } = objectBox(rank, SIZE.width, SIZE.height);
    const confidence = rank === 7 ? 0.31 : 0.95;
    track.shapes[rank] = { ...track.shapes['0'], box: [x, y, width, height], source: 'propagated', confidence };
  }
  track.lost = [15, 16];
  project.sampling = { kind: 'every', n: 1 };
  await app.choose({ name: 'reviewed.vdf.json', bytes: JSON.stringify(project) }, 'Open project');
  await expect(app.page.getByRole('region', { name: 'Needs a look' }).getByRole('listitem').first()).toBeVisible();
}

const doubts = (page: Page) => page.getByRole('region', { name: 'Needs a look' }).getByRole('listitem');

test('doubtful labels are listed by doubt, gone through by key, and verified', async ({ page }) => {
  const app = new AppPage(page);
  await openReviewed(app);
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
  await openReviewed(app);
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
  await openReviewed(app);
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
