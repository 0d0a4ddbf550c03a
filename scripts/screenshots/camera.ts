// Takes the pictures: the same page in light, in dark and in Russian.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';

/** Appearance of a page. `ru` is light. */
export type Look = 'light' | 'dark' | 'ru';

/** Main pages are shown in every look. */
export const EVERY_LOOK: readonly Look[] = ['light', 'dark', 'ru'];

/** Hides tooltips of the focused element: they say nothing about the page. */
const WITHOUT_TOOLTIPS = '[role="tooltip"] { display: none !important; }';
const ENDING: Readonly<Record<Look, string>> = { light: '', dark: '-dark', ru: '-ru' };

/** Writes pictures of one page into a folder. */
export class Camera {
  /** Bytes of all pictures so far. */
  total = 0;

  constructor(
    private readonly page: Page,
    private readonly folder: string,
  ) {}

  /**
   * Takes `<name>.png`, `<name>-dark.png` and `<name>-ru.png`, or the requested ones of them, and leaves the
   * page as it was.
   */
  async take(name: string, looks: readonly Look[] = ['light']): Promise<void> {
    for (const look of looks) {
      if (look === 'ru') await this.inRussian(() => this.shoot(`${name}-ru`));
      else await this.inTheme(look, () => this.shoot(`${name}${ENDING[look]}`));
    }
  }

  /** Switches to Russian for content that cannot be switched while it is open, such as a dialog. */
  async inRussian(body: () => Promise<void>): Promise<void> {
    await this.switchLanguage('Language', 'Русский');
    await body();
    await this.switchLanguage('Язык', 'English');
  }

  /** One picture of the page as it is, its colours reduced to a palette. */
  async shoot(name: string): Promise<void> {
    const picture = await this.page.screenshot({ animations: 'disabled', style: WITHOUT_TOOLTIPS });
    const small = await sharp(picture).png({ palette: true, quality: 90, effort: 10, compressionLevel: 9 }).toBuffer();
    await writeFile(join(this.folder, `${name}.png`), small);
    this.total += small.byteLength;
  }

  private async inTheme(colorScheme: 'light' | 'dark', body: () => Promise<void>): Promise<void> {
    await this.page.emulateMedia({ colorScheme });
    await body();
    await this.page.emulateMedia({ colorScheme: 'light' });
  }

  private async switchLanguage(menu: string, language: string): Promise<void> {
    await this.page.getByRole('button', { name: menu, exact: true }).click();
    await this.page.getByRole('menuitemradio', { name: language }).click();
    // The page is rendered anew; the focus would draw a ring around the menu's button.
    await this.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await this.page.mouse.move(640, 1);
  }
}
