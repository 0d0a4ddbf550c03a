// Responsiveness as measured in the page: animation frames, tasks of the main thread, and the time from a
// step to the screen.
import type { Page } from '@playwright/test';

/** Times in milliseconds. */
export interface PageTimings {
  /** Start of each animation frame. */
  readonly frames: number[];
  /** Duration of each task of 50 ms and more, in order. */
  readonly tasks: number[];
  /** From each key press to the change of the canvas's frame. */
  readonly steps: number[];
  /** From each key press until the frame after that change was painted. */
  readonly painted: number[];
}

interface Watch extends PageTimings {
  tick(time: number): void;
}

/**
 * Makes every page that is opened from now on record its timings. Only methods and anonymous functions: the
 * compiler would wrap named ones in a helper that the page does not have.
 */
export async function watchPages(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const watch: Watch = {
      frames: [],
      tasks: [],
      steps: [],
      painted: [],
      tick(time) {
        watch.frames.push(time);
        requestAnimationFrame(watch.tick);
      },
    };
    Object.assign(window, { vdfWatch: watch });
    requestAnimationFrame(watch.tick);
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) watch.tasks.push(duration);
    }).observe({ type: 'longtask' });
    let pressed: number | null = null;
    window.addEventListener('keydown', (event) => (pressed = event.timeStamp), { capture: true });
    new MutationObserver(() => {
      if (pressed === null) return;
      const from = pressed;
      pressed = null;
      watch.steps.push(performance.now() - from);
      requestAnimationFrame(() => {
        // A message arrives after the paint of the frame that it was sent in.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => watch.painted.push(performance.now() - from);
        port2.postMessage(null);
      });
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-frame'] });
  });
}

/** The timings that the page recorded during `action`. */
export async function recordTimings(page: Page, action: () => Promise<void>): Promise<PageTimings> {
  await page.evaluate(() => {
    const { vdfWatch } = window as unknown as { vdfWatch: PageTimings };
    for (const list of Object.values(vdfWatch)) if (Array.isArray(list)) list.length = 0;
  });
  await action();
  // Long tasks are reported a moment after their end.
  await page.waitForTimeout(300);
  return page.evaluate(() => {
    const { frames, tasks, steps, painted } = (window as unknown as { vdfWatch: PageTimings }).vdfWatch;
    return { frames, tasks, steps, painted };
  });
}

/** Times between animation frames, in milliseconds. */
export const intervalsOf = ({ frames }: PageTimings): number[] =>
  frames.slice(1).map((time, at) => time - (frames[at] ?? time));

/** The value below which this share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Animation frames a second that were dropped, at this interval of the display (milliseconds). */
export function droppedPerSecond(intervals: readonly number[], interval: number): number {
  const lost = intervals.reduce((sum, each) => sum + Math.max(0, Math.round(each / interval) - 1), 0);
  return lost / Math.max(0.001, intervals.reduce((sum, each) => sum + each, 0) / 1000);
}
