import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Everything of WCAG 2.2 AA that can be checked automatically, and axe's best practices. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Expects axe to find nothing on the page as it is now. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  // A tooltip only repeats its button's name.
  await page.locator('[role=tooltip]').evaluateAll((tooltips: HTMLElement[]) => {
    for (const { style } of tooltips) style.display = 'none';
  });
  // Each iframe, of which the page has none, would be checked and merged in another page: three times as
  // slow.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .withTags(RULES)
    .analyze();
  const found: string[] = [];
  for (const { id, help, nodes } of violations) {
    for (const { target, failureSummary } of nodes) {
      const place = target.join(' ');
      if (id === 'region' && (await floats(page, place))) continue;
      found.push(`${id}: ${help} at ${place}: ${failureSummary ?? ''}`);
    }
  }
  expect.soft(found, where).toEqual([]);
}

/**
 * Menus, lists of choices and tooltips (one may appear while axe runs) are at the end of the page while they
 * are open: they belong to their button, which refers to them, and to no landmark.
 */
function floats(page: Page, place: string): Promise<boolean> {
  return page
    .locator(place)
    .evaluate(
      (node) => node.closest('[data-portal]')?.querySelector('[role=menu], [role=listbox], [role=tooltip]') != null,
    );
}
