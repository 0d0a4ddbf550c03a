import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { CUT_NUMBER, numberedClip, type ClipOptions } from '../fixtures/numbered-clip.ts';
import { readFrameNumber } from '../fixtures/numbered-frame.ts';
import { withoutFirstPackets, withPixelAspect } from '../fixtures/odd-clips.ts';
import { consume as readYoloDetect } from '../../core/formats/yolo-detect/testing/consumer.ts';
import { AppPage } from './app-page.ts';

const FRAMES = 24;
/** A clip whose frames show the numbers from `first` on, at the displayed size. */
interface Clip {
  readonly first: number;
  readonly width: number;
  readonly height: number;
  make(): Promise<Uint8Array>;
}

const plain = ({ width = 320, height = 240, ...options }: ClipOptions): Clip => {
  const make = () => numberedClip({ ...options, width, height, frames: FRAMES });
  return { first: 0, width, height, make };
};

const CLIPS: readonly (readonly [string, Clip])[] = [
  ['constant rate, no B-frames', plain({ bFrames: false })],
  ['B-frames and short groups', plain({ bFrames: true, gop: 7 })],
  ['variable rate', plain({ variableRate: true })],
  ['edit list', plain({ cutFrames: 5 })],
  ['rotation', plain({ rotation: 90, width: 240, height: 320 })],
  ['VP9 in WebM', plain({ codec: 'vp9', container: 'webm' })],
  ['odd size', plain({ codec: 'vp9', container: 'webm', width: 241, height: 161 })],
  ['pixels that are not square', { first: 0, width: 320, height: 240, make: widePixels }],
  ['no initial key frame', { first: 7, width: 320, height: 240, make: cutOutOfAStream }],
];

/** Too long for every run, and similar to others. */
const LONG = new Set(['constant rate, no B-frames', 'VP9 in WebM', 'odd size', 'rotation']);

async function widePixels(): Promise<Uint8Array> {
  return withPixelAspect(await numberedClip({ frames: FRAMES, width: 240, height: 240 }), 4, 3);
}

/** Begins four frames before a key frame: those four cannot be decoded. */
async function cutOutOfAStream(): Promise<Uint8Array> {
  return withoutFirstPackets(await numberedClip({ frames: 7 + FRAMES, gop: 7, bFrames: false }), 3, 'ts');
}

/** The project that the page saves, as far as it is needed here. */
interface SavedProject {
  video: { width: number; height: number; frameCount: number };
  tracks: { shapes: Record<string, unknown> }[];
}

async function saveProject(app: AppPage): Promise<SavedProject> {
  const waiting = app.page.waitForEvent('download');
  await app.button('Save project').click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await waiting).createReadStream()) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as SavedProject;
}

for (const [name, clip] of CLIPS) {
  test(
    `promise 20: each frame is the one that the page says: ${name}`,
    { tag: LONG.has(name) ? '@long' : [] },
    async ({ page }) => {
      const app = new AppPage(page);
      await app.open();
      await app.openVideo({ name: 'numbers.mp4', bytes: await clip.make() });

      await test.step('the frame on the screen is the one that the page says', async () => {
        for (const rank of [0, 1, 2, 13, 12, 11, 10, FRAMES - 1, 5]) {
          await app.goTo(rank);
          const shown = await app.frameOnScreen();
          expect([shown.rank, readFrameNumber(shown.image)]).toEqual([rank, clip.first + rank]);
          expect(shown.image).toMatchObject({ width: clip.width, height: clip.height });
        }
        await app.goTo(0);
        await app.button('Play').click();
        const ranks = new Set<number>();
        for (let look = 0; look < 12; look += 1) {
          const shown = await app.frameOnScreen();
          expect(readFrameNumber(shown.image)).toBe(clip.first + shown.rank);
          ranks.add(shown.rank);
        }
        expect(ranks.size).toBeGreaterThan(1);
        await app.expectFrame(FRAMES - 1);
      });

      await test.step('every exported image is the one that its name says', async () => {
        await app.goTo(0);
        await app.addClass('box');
        await app.button('Add box').click();
        // A label on every frame, without the model: this is about frames.
        const project = await saveProject(app);
        expect(project.video.frameCount).toBe(FRAMES);
        const [track] = project.tracks;
        if (!track) throw new Error('the project has no object');
        for (let rank = 1; rank < FRAMES; rank += 1) track.shapes[rank] = track.shapes['0'];
        await app.choose({ name: 'all.vdf.json', bytes: JSON.stringify(project) }, 'Open project');
        await app.createDataset(async (dialog) => {
          await dialog.getByText('Every n-th frame').click();
          await dialog.getByRole('textbox', { name: 'Every n-th frame, n' }).fill('1');
          await dialog.getByText('PNG', { exact: true }).click();
        });
        const { files } = await app.download();
        const dataset = readYoloDetect(files);
        expect(dataset.images.map(({ rank }) => rank)).toEqual(Array.from({ length: FRAMES }, (_, rank) => rank));
        for (const { path, rank, width, height } of dataset.images) {
          const { data, info } = await sharp(files.get(path)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
          expect([info.width, info.height]).toEqual([width, height]);
          expect([width, height]).toEqual([clip.width, clip.height]);
          const number = readFrameNumber({ width, height, data: new Uint8ClampedArray(data) });
          expect(number, path).toBe(clip.first + rank);
          expect(number).toBeLessThan(CUT_NUMBER);
        }
      });
      expect(app.errors).toEqual([]);
    },
  );
}
