import { expect, type Page } from '@playwright/test';

/** Controls of the page: each has to be wholly on the screen. */
const CONTROLS =
  'a[href], button, input:not([type=file]), select, textarea, summary, ' +
  '[role=slider], [role=application], [role=menuitem]';

/**
 * Expects the page to be as wide as the window, with every control in it: nothing scrolls sideways except
 * elements made for that (tables that the keyboard scrolls), and nothing is cut off by its container or
 * stands out above or below.
 */
export async function expectFits(page: Page, where: string): Promise<void> {
  const found = await page.evaluate((controls) => {
    const { documentElement, scrollingElement } = document;
    const width = documentElement.clientWidth;
    const nameOf = (element: Element) => {
      const { left, right } = element.getBoundingClientRect();
      const name = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40) ?? '';
      const kind = `${element.tagName.toLowerCase()}.${element.getAttribute('class')?.split(' ').at(-1) ?? ''}`;
      return `${kind} "${name}" from ${Math.round(left)} to ${Math.round(right)}`;
    };
    const ancestors = (element: Element) => {
      const around: Element[] = [];
      for (let each = element.parentElement; each; each = each.parentElement) around.push(each);
      return around;
    };
    const scrolls = (element: Element) =>
      /auto|scroll/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth;
    const meant = (element: Element) => scrolls(element) && element.getAttribute('tabindex') === '0';
    const hidden = (element: Element) =>
      [element, ...ancestors(element)].some((each) => each.classList.contains('visually-hidden')) ||
      !element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const faults: string[] = [];
    if ((scrollingElement?.scrollWidth ?? 0) > width) faults.push(`the page is ${scrollingElement?.scrollWidth} wide`);
    for (const element of document.querySelectorAll('body, body *'))
      if (scrolls(element) && !meant(element)) faults.push(`can be scrolled sideways: ${nameOf(element)}`);
    for (const control of document.querySelectorAll(controls)) {
      const { left, right, width: own } = control.getBoundingClientRect();
      if (own <= 1 || hidden(control)) continue;
      const around = ancestors(control);
      if (around.some(meant)) continue;
      const clips = around.filter((each) => getComputedStyle(each).overflowX !== 'visible');
      const limits = [{ left: 0, right: width }, ...clips.map((each) => each.getBoundingClientRect())];
      for (let inner = control; inner.parentElement; inner = inner.parentElement) {
        const outer = inner.parentElement;
        if (/absolute|fixed/.test(getComputedStyle(inner).position) || getComputedStyle(outer).overflowY !== 'visible')
          break;
        const [part, whole] = [inner.getBoundingClientRect(), outer.getBoundingClientRect()];
        if (whole.height > 0 && (part.top < whole.top - 1 || part.bottom > whole.bottom + 1)) {
          faults.push(`stands out of what it is in: ${nameOf(control)}`);
          break;
        }
      }
      if (limits.some((limit) => left < limit.left - 1 || right > limit.right + 1))
        faults.push(`is cut off: ${nameOf(control)}`);
    }
    return faults;
  }, CONTROLS);
  expect.soft(found, where).toEqual([]);
}
