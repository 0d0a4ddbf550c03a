import type { Page } from '@playwright/test';

/** VideoFrames that decoders gave to a worker and that are not closed yet. */
interface FrameCount {
  readonly live: number;
  readonly most: number;
  /** All that came, closed or not. */
  readonly given: number;
}

const CHANNEL = 'test-video-frames';

/**
 * Counts the VideoFrames of the page's workers from outside: a few lines are appended to their scripts. Call
 * before the page is opened.
 *
 * @returns a function for the count of the worker of a name; null when there never was one
 */
export async function watchFrames(page: Page): Promise<(worker: string) => Promise<FrameCount | null>> {
  await page.addInitScript((channel) => {
    const counts: Record<string, unknown> = {};
    Object.assign(window, { testFrameCounts: counts });
    new BroadcastChannel(channel).onmessage = ({ data }: MessageEvent<{ worker: string }>) => {
      counts[data.worker] = data;
    };
  }, CHANNEL);
  await page.route(/\/(engine|video)\.worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({
      response,
      body: `${await response.text()}\n(${countFrames.toString()})(${JSON.stringify(CHANNEL)});`,
    });
  });
  return (worker) =>
    page.evaluate(
      (name) => (window as unknown as { testFrameCounts: Record<string, FrameCount> }).testFrameCounts[name] ?? null,
      worker,
    );
}

/** Runs in the worker, after its own script and before its first frame. */
function countFrames(channelName: string): void {
  const channel = new BroadcastChannel(channelName);
  const open = new WeakSet<VideoFrame>();
  const count = { live: 0, most: 0, given: 0 };
  const say = () => channel.postMessage({ worker: self.name, ...count });
  const opened = (frame: VideoFrame) => {
    open.add(frame);
    count.live += 1;
    count.given += 1;
    count.most = Math.max(count.most, count.live);
    say();
  };
  const { prototype } = VideoFrame;
  const [close, clone] = [prototype.close, prototype.clone];
  prototype.close = function () {
    if (open.delete(this)) {
      count.live -= 1;
      say();
    }
    close.call(this);
  };
  prototype.clone = function () {
    const copy = clone.call(this);
    opened(copy);
    return copy;
  };
  const Decoder = VideoDecoder;
  globalThis.VideoDecoder = class extends Decoder {
    constructor({ output, error }: VideoDecoderInit) {
      const watched = (frame: VideoFrame) => {
        opened(frame);
        output(frame);
      };
      super({ output: watched, error });
    }
  };
}
