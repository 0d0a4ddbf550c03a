import { expect, test } from '@playwright/test';
import { consume as readYoloDetect } from '../../core/formats/yolo-detect/testing/consumer.ts';
import { boxIou } from '../../core/geometry/box.ts';
import { encodeMask } from '../../core/geometry/mask-rle.ts';
import { imageBox } from '../../core/schema/brands.ts';
import { parseProjectText, type Project, type Shape } from '../../core/schema/project.ts';
import { sampleTruth } from '../../client/workers/sample-truth.ts';
import { AppPage } from './app-page.ts';

const EVERY = 10;
const LAST = 40;
const LOST = 30;

/** The balloon of the sample clip as it is drawn on a frame. */
function balloonOn(rank: number) {
  const truth = sampleTruth(rank).find(({ name }) => name === 'balloon');
  if (!truth?.box) throw new Error(`the balloon is not on frame ${rank}`);
  return { box: truth.box, mask: encodeMask(truth.mask) };
}

/** Opens the sample clip with the balloon labelled, as after a run on every tenth frame that lost it on one. */
async function openSampled(app: AppPage): Promise<void> {
  await app.open();
  await app.button('Try the sample clip').click();
  await expect(app.timeline).toBeVisible({ timeout: 60_000 });
  await app.addClass('balloon');
  const [x, y, width, height] = balloonOn(0).box;
  await app.drawBox({ x, y, width, height });
  const waiting = app.page.waitForEvent('download');
  await app.button('Save project').click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await waiting).createReadStream()) chunks.push(chunk as Buffer);
  const saved = parseProjectText(Buffer.concat(chunks).toString('utf8'));
  const [track] = saved.tracks;
  if (!track) throw new Error('nothing is labelled');
  const shapes: Record<string, Shape> = {};
  for (let rank = 0; rank <= LAST; rank += EVERY) {
    const source = rank === 0 ? 'user' : 'propagated';
    if (rank === LOST) continue;
    shapes[rank] = { ...balloonOn(rank), source, confidence: 0.95, outside: false, occluded: false };
  }
  const project = {
    ...saved,
    tracks: [{ ...track, shapes, lost: [LOST] }],
    sampling: { kind: 'every', n: EVERY },
    range: { from: 0, to: LAST },
  } as unknown as Project;
  await app.choose({ name: 'sampled.vdf.json', bytes: JSON.stringify(project) }, 'Open project');
  await expect(app.page.getByRole('region', { name: 'Needs a look' }).getByRole('listitem').first()).toBeVisible();
}

test('a dataset of the sample clip has interpolated labels on the frames in between where that is chosen', async ({
  page,
}) => {
  const app = new AppPage(page);
  await openSampled(app);
  await app.goTo(5);
  await expect(app.boxes).toHaveCount(0);
  await app.createDataset(async (dialog) => {
    await expect(dialog.getByText(/^4 frames × 1 class × /)).toBeVisible();
    await dialog.getByRole('combobox', { name: 'Frames in between' }).click();
    await page.getByRole('option', { name: 'Interpolate labels' }).click();
    await expect(dialog.getByText(/^\+ 36 frames in between, with labels computed/)).toBeVisible();
    await expect(dialog.getByText(/19 frames are left out: an object is unknown there/)).toBeVisible();
    await expect(dialog.getByText(/^22 frames × 1 class × /)).toBeVisible();
  });
  // Frames 21 to 39 are around the one on which it was lost.
  const kept = [...Array.from({ length: 21 }, (_, rank) => rank), LAST];
  const { files } = await app.download();
  const { images } = readYoloDetect(files);
  expect(images.map(({ rank }) => rank)).toEqual(kept);
  const { width, height } = sampleTruth(0)[0]?.mask ?? { width: 0, height: 0 };
  for (const { rank, labels } of images) {
    expect(labels).toHaveLength(1);
    const [label] = labels;
    if (!label) continue;
    const { centreX, centreY, width: w, height: h } = label;
    const box = imageBox((centreX - w / 2) * width, (centreY - h / 2) * height, w * width, h * height);
    expect(boxIou(box, balloonOn(rank).box), `frame ${rank}`).toBeGreaterThan(0.9);
  }
  expect(JSON.parse(new TextDecoder().decode(files.get('metadata.json')))).toMatchObject({
    sampling: { kind: 'every', n: EVERY, between: 'interpolate' },
    counts: { leftOut: { lostObject: 19 }, objectsBySource: { user: 1, propagated: 3, interpolated: 18 } },
  });

  // The workspace shows them, as what they are, and an edit makes one the user's.
  await app.goTo(5);
  await expect(app.boxes).toHaveAttribute('data-status', 'interpolated');
  await expect(page.locator('[data-lane="balloon 1"] path[data-kind="interpolated"]')).toHaveCount(1);
  await app.boxes.click();
  await app.button('Keyframe').click();
  await expect(app.boxes).toHaveAttribute('data-status', 'user');
  await app.goTo(25);
  await expect(app.boxes).toHaveCount(0);
  expect(app.errors).toEqual([]);
});
