import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { syntheticProject } from '../../core/export/testing/synthetic-project.ts';
import { ProjectBuilder } from '../../core/project/project-builder.ts';
import { frameIndex } from '../../core/schema/brands.ts';
import { LabelFeed } from './label-feed.ts';

const result = {
  frame: frameIndex(0),
  timestamp: 0,
  tracks: [],
  progress: { framesDone: 1, framesTotal: 2, framesPerSecond: 1, secondsLeft: 1 },
};
let clock = 0;

beforeEach(() => {
  clock = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A feed whose showing takes that many milliseconds, and how often it showed. */
function feedThatTakes(milliseconds: number) {
  let shown = 0;
  const feed = new LabelFeed(new ProjectBuilder(syntheticProject()), () => {
    shown += 1;
    clock += milliseconds;
  });
  return { feed, shown: () => shown };
}

async function addFor(feed: LabelFeed, milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 10) {
    feed.add(result);
    await vi.advanceTimersByTimeAsync(10);
  }
}

describe('labels on their way to the screen', () => {
  it('come a few times a second, however many there are, and all at the end', async () => {
    const { feed, shown } = feedThatTakes(1);
    await addFor(feed, 1500);
    expect(shown()).toBeGreaterThanOrEqual(9);
    expect(shown()).toBeLessThanOrEqual(10);
    feed.add(result);
    feed.flush();
    const before = shown();
    await vi.advanceTimersByTimeAsync(5000);
    expect(shown()).toBe(before);
  });

  it('come less often where showing them takes long', async () => {
    const { feed, shown } = feedThatTakes(60);
    await addFor(feed, 3000);
    expect(shown()).toBeLessThanOrEqual(6);
  });
});
