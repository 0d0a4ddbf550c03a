import { readFile } from 'node:fs/promises';
import { expect, type Download, type Locator, type Page, type Request } from '@playwright/test';
import type { ArchiveFiles } from '../../core/formats/testing/consumed-dataset.ts';
import { unzip } from '../unzip.ts';
import { newUsername, signUp } from './account-steps.ts';

/** A file to choose: its name and its bytes. */
export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array | string;
}

/** A box in frame pixels. */
export interface PixelBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The page as a user operates it, with a record of its errors and requests. */
export class AppPage {
  readonly requests: Request[] = [];
  readonly errors: string[] = [];

  constructor(readonly page: Page) {
    page.on('request', (request) => this.requests.push(request));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  async open(query = '?backend=wasm'): Promise<void> {
    await this.page.goto(`/${query}`);
    await expect(this.button('Choose video')).toBeVisible();
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  get timeline(): Locator {
    return this.page.getByRole('slider', { name: 'Timeline' });
  }

  get frameNumber(): Locator {
    return this.page.getByRole('textbox', { name: 'Frame number' });
  }

  get boxes(): Locator {
    return this.page.getByTestId('box');
  }

  /** Chooses a file with the named button. */
  async choose({ name, bytes }: NamedFile, button = 'Choose video'): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.button(button).click();
    const buffer = Buffer.from(bytes);
    await (await chooser).setFiles({ name, mimeType: 'application/octet-stream', buffer });
  }

  async openVideo(file: NamedFile): Promise<void> {
    await this.choose(file);
    await expect(this.timeline).toBeVisible();
  }

  async addClass(name: string): Promise<void> {
    const start = this.button('Start annotating');
    if (await start.isVisible()) await start.click();
    await this.page.getByRole('textbox', { name: 'Class name' }).fill(name);
    await this.button('Add class').click();
    await expect(this.page.getByRole('button', { name: new RegExp(`^${name}`), pressed: true })).toBeVisible();
  }

  /** Screen coordinates of a point of the frame. */
  async toScreen(x: number, y: number): Promise<{ x: number; y: number }> {
    const canvas = this.page.locator('canvas[data-frame]');
    const box = await canvas.boundingBox();
    const frame = await canvas.evaluate((element: HTMLCanvasElement) => ({
      width: element.width,
      height: element.height,
    }));
    if (!box) throw new Error('the frame is not on the screen');
    return { x: box.x + (x / frame.width) * box.width, y: box.y + (y / frame.height) * box.height };
  }

  /** Drags from one point of the frame to another. */
  async drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
    const start = await this.toScreen(from.x, from.y);
    const end = await this.toScreen(to.x, to.y);
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 3 });
    await this.page.mouse.move(end.x, end.y, { steps: 3 });
    await this.page.mouse.up();
  }

  async drawBox({ x, y, width, height }: PixelBox): Promise<void> {
    await this.button('Draw box').click();
    await this.drag({ x, y }, { x: x + width, y: y + height });
  }

  /** The numbers of the selected box. */
  async boxNumbers(): Promise<number[]> {
    const fields = this.page.getByRole('group', { name: 'Box in pixels' }).getByRole('textbox');
    await expect(fields).toHaveCount(4);
    return Promise.all((await fields.all()).map(async (field) => Number(await field.inputValue())));
  }

  async sampleEvery(n: number): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Every n-th frame, n' }).fill(String(n));
  }

  async goTo(rank: number): Promise<void> {
    await this.frameNumber.fill(String(rank));
    await this.frameNumber.press('Enter');
    await this.expectFrame(rank);
  }

  async expectFrame(rank: number): Promise<void> {
    await expect(this.page.locator(`canvas[data-frame="${rank}"]`)).toBeVisible();
  }

  /** Waits until a run has ended well. */
  async expectFinished(): Promise<void> {
    await expect(this.page.getByText(/^Finished: \d+ frames? processed\.$/)).toBeVisible({ timeout: 150_000 });
  }

  /**
   * Opens the dialog "Create dataset", lets the caller choose, confirms, and waits until the dataset is
   * written and in the account. A visitor signs up as `username` on the way.
   */
  async createDataset(
    choose: (dialog: Locator) => Promise<void> = async () => undefined,
    username = newUsername(),
  ): Promise<void> {
    await this.button('Create dataset').click();
    const dialog = this.page.getByRole('dialog', { name: 'Create dataset' });
    await expect(dialog).toBeVisible();
    await choose(dialog);
    const signedOut = await this.button('Sign in').isVisible();
    await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
    await expect(dialog).toBeHidden();
    if (signedOut) await signUp(this.page, username);
    await expect(this.page.getByText(/is in your datasets\./)).toBeVisible({ timeout: 150_000 });
    await expect(this.button('Download dataset')).toBeVisible();
  }

  async download(): Promise<{ readonly name: string; readonly files: ArchiveFiles }> {
    const waiting = this.page.waitForEvent('download');
    await this.button('Download dataset').click();
    const download: Download = await waiting;
    return { name: download.suggestedFilename(), files: await unzip(await readFile(await download.path())) };
  }

  /** Number of coloured pixels of the masks on the screen. */
  maskPixels(): Promise<number> {
    return this.page.locator('canvas[aria-hidden="true"]').evaluate((canvas: HTMLCanvasElement) => {
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      return pixels.filter((_, at) => at % 4 === 3 && pixels[at] !== 0).length;
    });
  }

  /** The pixels of the frame view and the frame index that the page shows, taken at once. */
  async frameOnScreen() {
    const { rank, width, height, pixels } = await this.page
      .locator('canvas[data-frame]')
      .evaluate((canvas: HTMLCanvasElement) => {
        const image = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        let binary = '';
        for (const byte of image) binary += String.fromCharCode(byte);
        return {
          rank: Number(canvas.dataset['frame']),
          width: canvas.width,
          height: canvas.height,
          pixels: btoa(binary),
        };
      });
    return { rank, image: { width, height, data: new Uint8ClampedArray(Buffer.from(pixels, 'base64')) } };
  }

  /** Diagnostics of the workers. */
  diagnostics() {
    return this.page.evaluate(() => {
      const { vdfDiagnostics } = window as unknown as { vdfDiagnostics: () => Promise<Diagnostics> };
      return vdfDiagnostics();
    });
  }

  /** Names of the model files that were requested so far. */
  modelRequests(): string[] {
    return this.requests.map((request) => new URL(request.url()).pathname).filter((path) => path.endsWith('.onnx'));
  }
}

interface Diagnostics {
  readonly crossOriginIsolated: boolean;
  /** Number of frame pictures that the page holds. */
  readonly pictures: number;
  readonly video: { readonly liveFrames: number; readonly crossOriginIsolated: boolean } | null;
  readonly engine: {
    readonly liveFrames: number;
    readonly liveTensors: number;
    readonly encodeRuns: number;
    readonly backend: string | null;
    readonly crossOriginIsolated: boolean;
  } | null;
}
