import { expect, test, type Page } from '@playwright/test';
import { annotateTexts } from '../../client/features/annotate/annotate-texts.ts';
import { projectTexts } from '../../client/features/projects/project-texts.ts';
import { accountTexts } from '../../client/i18n/account-texts.ts';
import { LANGUAGES, useLanguageStore, type Language } from '../../client/i18n/language.ts';
import { ENGLISH } from '../../client/i18n/texts-english.ts';
import { RUSSIAN } from '../../client/i18n/texts-russian.ts';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { newUsername, saveDataset, signUp } from './account-steps.ts';
import { AppPage } from './app-page.ts';
import { expectFits } from './page-fit.ts';
import { startFailingJob } from './server-steps.ts';

/** A phone: the narrowest supported window. */
test.use({ viewport: { width: 390, height: 844 } });

const NAMES = {
  en: { finish: 'Finish annotating', create: 'Create dataset', propagate: 'Propagate' },
  ru: { finish: 'Завершить разметку', create: 'Создать датасет', propagate: 'Распространить' },
} as const satisfies Record<Language, object>;
const TEXTS = { en: ENGLISH, ru: RUSSIAN };
const CLIP = { frames: 300, width: 160, height: 120 };

/** Switches the language of the page and of the tables of texts here. */
async function speak(page: Page, language: Language): Promise<void> {
  useLanguageStore.setState({ language });
  await page.evaluate((chosen) => localStorage.setItem('vdf-language', chosen), language);
}

test.afterEach(() => useLanguageStore.setState({ language: 'en' }));

for (const language of LANGUAGES) {
  test(`the workspace fits a window of 390 pixels, in ${language}${language === 'ru' ? ' @long' : ''}`, async ({
    page,
  }) => {
    const app = new AppPage(page);
    const texts = TEXTS[language];
    await app.open();
    await speak(page, language);
    await page.reload();
    await expect(app.button(texts.chooseVideo)).toBeVisible();
    await expectFits(page, 'start page');
    await app.choose({ name: 'notes.txt', bytes: 'no video' }, texts.chooseVideo);
    await expect(page.getByRole('alert')).toBeVisible();
    await expectFits(page, 'start page with an error');

    const name = `${'a long name of a video '.repeat(4).trim()}.mp4`;
    await app.choose({ name, bytes: await numberedClip(CLIP) }, texts.chooseVideo);
    await app.expectFrame(0);
    await expectFits(page, 'empty workspace');
    await app.button(annotateTexts.startAnnotating).click();
    await page.getByRole('textbox', { name: texts.className }).fill('x'.repeat(50));
    await expectFits(page, 'form for a class');
    await page.keyboard.press('Enter');
    await app.drag({ x: 30, y: 30 }, { x: 100, y: 90 });
    await expect(app.boxes).toHaveCount(1);
    await expectFits(page, 'selected object');
    await app.button(NAMES[language].finish).click();
    await expectFits(page, 'labelled frame');
    await app.button(annotateTexts.brush).click();
    await expectFits(page, 'brush');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectFits(page, 'shortcuts');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await app.button(NAMES[language].create).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectFits(page, 'dialog of a dataset');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.getByRole('button', { name: texts.deleteObject(`${'x'.repeat(50)} 1`) }).click();
    await expect(app.boxes).toHaveCount(0);
    await expectFits(page, 'deleted object');
    await page.keyboard.press('ControlOrMeta+z');
    await expect(app.boxes).toHaveCount(1);
    await app.button(NAMES[language].propagate).click();
    await expect(page.getByRole('progressbar').first()).toBeVisible();
    await expectFits(page, 'run');
    await app.button(texts.cancel).click();
    await expect(page.getByRole('progressbar')).toHaveCount(0);
    await expectFits(page, 'stopped run');

    await page.getByRole('banner').getByRole('link', { name: texts.appName }).click();
    await expect(page.getByRole('link', { name })).toBeVisible();
    await expectFits(page, 'projects');
    await page.goto('/?project=none');
    await expect(page.getByRole('alert')).toBeVisible();
    await expectFits(page, 'no such project');
    await page.goto('/nowhere');
    await expect(page.getByText(texts.nowhere)).toBeVisible();
    await expectFits(page, 'no such page');
  });

  test(`the pages of an account fit a window of 390 pixels, in ${language}${language === 'ru' ? ' @long' : ''}`, async ({
    page,
  }) => {
    const app = new AppPage(page);
    const texts = TEXTS[language];
    await app.open();
    await app.button('Sign in').click();
    await expectFits(page, 'sign in');
    await signUp(page, newUsername());
    await speak(page, language);
    const visit = async (address: string, where: string) => {
      await page.goto(address);
      await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
      await page.waitForLoadState('networkidle');
      await expectFits(page, where);
    };
    await visit('/datasets', 'no datasets');
    await visit('/jobs', 'no jobs');
    await visit('/admin', 'not an administrator');
    const id = await saveDataset(page);
    await startFailingJob(page, `${'noise '.repeat(12).trim()}.mp4`);
    await visit('/datasets', 'datasets');
    await visit(`/datasets/${id}`, 'dataset');
    await visit('/datasets/none', 'no such dataset');
    await visit('/jobs', 'jobs');
    await visit('/account', 'account');
    await app.button(accountTexts.menu).click();
    await expect(page.getByRole('menuitem').first()).toBeVisible();
    await expectFits(page, 'menu of the account');
    await page.goto('/');
    await app.choose({ name: 'clip.mp4', bytes: await numberedClip({ ...CLIP, frames: 4 }) }, texts.chooseVideo);
    await app.expectFrame(0);
    await app.drag({ x: 30, y: 30 }, { x: 100, y: 90 });
    await expect(page.getByRole('textbox', { name: texts.className })).toBeFocused();
    await page.keyboard.type('crate');
    await page.keyboard.press('Enter');
    await expect(app.boxes).toHaveCount(1);
    await page.getByRole('banner').getByRole('link', { name: texts.appName }).click();
    await app.button(projectTexts.send).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectFits(page, 'sending projects');
  });
}
