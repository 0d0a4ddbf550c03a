import { expect, test } from '@playwright/test';
import {
  audioOnly,
  encryptedVideo,
  TEXT_AS_VIDEO,
  truncatedVideo,
  unknownCodecVideo,
  videoWithoutIndex,
} from '../fixtures/bad-files.ts';
import { smallMp4 } from '../fixtures/hostile-mp4.ts';
import { greyPictures, libavClip } from '../fixtures/libav-clip.ts';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { AppPage } from './app-page.ts';

test('promise 20: a file that cannot be labelled gets one sentence, and the next one opens', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  const cases: readonly (readonly [string, Uint8Array | string, RegExp])[] = [
    ['empty.mp4', '', /is empty/],
    ['text.mp4', TEXT_AS_VIDEO, /not a video file/],
    ['sound.mp4', await audioOnly(), /sound but no picture/],
    ['cut.mp4', await truncatedVideo(), /cut off|last frames are missing/],
    ['no-index.mp4', await videoWithoutIndex(), /./],
    ['secret.mp4', await encryptedVideo(), /encrypt|protected/],
    ['strange.mp4', await unknownCodecVideo(), /codec/],
    ['television.ts', await libavClip({ encoder: 'mpeg2video', extension: 'ts' }, greyPictures(3)), /MPEG-2 video/],
    ['camera.mov', await libavClip({ encoder: 'mpeg4', extension: 'mov' }, greyPictures(3)), /MPEG-4 part 2/],
    [
      'endless.mp4',
      smallMp4({ times: [[1e9, 40]], shifts: [[1e9, 40]], sizes: { each: 100, count: 1e9 } }),
      /claims 1000000000 frames/,
    ],
    ['huge.mp4', smallMp4({ width: 65_535, height: 65_535 }), /claims pictures of 65535/],
  ];
  for (const [name, bytes, sentence] of cases) {
    await app.choose({ name, bytes });
    const alert = page.getByRole('alert').filter({ hasText: name });
    await expect(alert, name).toContainText(sentence);
    const said = (await alert.innerText()).replace('This video could not be opened', '').trim();
    expect(said.split('\n'), name).toHaveLength(1);
    expect(said, name).toMatch(/^[^.]*("[^"]*")?.*\.$/);
    await expect(app.button('Choose video')).toBeVisible();
  }
  await app.openVideo({ name: 'good.mp4', bytes: await numberedClip({ frames: 3 }) });
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(app.errors).toEqual([]);
});

test('a drop opens a video, and a mis-drop neither navigates nor breaks anything', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  const drop = (files: readonly { name: string; base64: string }[]) =>
    page.evaluate((dropped) => {
      const data = new DataTransfer();
      for (const { name, base64 } of dropped) {
        data.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name));
      }
      const event = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
      return event.defaultPrevented;
    }, files);
  const base64 = Buffer.from(await numberedClip({ frames: 3 })).toString('base64');
  expect(
    await drop([
      { name: 'a.mp4', base64 },
      { name: 'b.mp4', base64 },
    ]),
  ).toBe(true);
  await expect(page.getByRole('alert')).toContainText('Drop one video file');
  expect(await drop([{ name: 'notes.txt', base64: Buffer.from('hello').toString('base64') }])).toBe(true);
  await expect(page.getByRole('alert')).toContainText('not a video file');
  expect(await drop([{ name: 'clip.mp4', base64 }])).toBe(true);
  await expect(app.timeline).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/');

  // A bad file closes nothing; another video opens as a project of its own, and the first one stays as it
  // was.
  await app.addClass('box');
  await app.button('Add box').click();
  await drop([{ name: 'notes.txt', base64: Buffer.from('hello').toString('base64') }]);
  await expect(page.getByRole('alert')).toContainText('not a video file');
  await expect(app.boxes).toHaveCount(1);
  // The message is dismissed by its button, and when the work goes on.
  await app.button('Dismiss').click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await drop([{ name: 'notes.txt', base64: Buffer.from('hello').toString('base64') }]);
  await expect(page.getByRole('alert')).toContainText('not a video file');
  await app.addClass('crate');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await drop([{ name: 'other.mp4', base64 }]);
  await expect(page.getByRole('banner').getByText('other.mp4')).toBeVisible();
  await expect(app.boxes).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole('banner').getByText('clip.mp4')).toBeVisible();
  await expect(app.boxes).toHaveCount(1);
});
