import { ForgeError } from '../../errors.ts';
import { frameIndex, type FrameIndex } from '../../schema/brands.ts';
import type { Frame, FrameSource } from '../frame-source.ts';

interface FrameSourceCheck {
  readonly name: string;
  /**
   * @param open a fresh source of at least 20 frames, all of which look different. Throws an Error with the
   * failure.
   */
  run(open: () => Promise<FrameSource>): Promise<void>;
}

/**
 * The requirements of every FrameSource; runs in any test runner and in a browser. Each check ends without
 * live frames.
 */
export const FRAME_SOURCE_CHECKS: readonly FrameSourceCheck[] = [
  check('the metadata agrees with itself and with the frames', async (source) => {
    const { metadata, timestamps: times } = source;
    expect(metadata.frameCount >= 20, `${metadata.frameCount} frames are too few for this suite`);
    expect(times.length === metadata.frameCount, `${times.length} timestamps for ${metadata.frameCount} frames`);
    expect(times[0] === metadata.firstTimestamp, 'firstTimestamp is not that of frame 0');
    expect(times.at(-1) === metadata.lastTimestamp, 'lastTimestamp is not that of the last frame');
    times.forEach((time, at) =>
      expect(at === 0 || time > (times[at - 1] ?? 0), `timestamps do not ascend at frame ${at}`),
    );
    expect(metadata.duration >= (times.at(-1) ?? 0) - (times[0] ?? 0), 'the duration is shorter than the timestamps');
    expect(metadata.nominalFps > 0, 'nominalFps is not positive');
    const frame = await source.frame(frameIndex(0));
    const { width, height, data } = await frame.rgba();
    expect(width === metadata.width && height === metadata.height, `pixels are ${width} × ${height}`);
    expect(frame.width === width && frame.height === height, 'the frame says another size than its pixels have');
    expect(data.length === width * height * 4, `${data.length} bytes for ${width} × ${height}`);
    expect(
      data.every((value, at) => at % 4 !== 3 || value === 255),
      'not every pixel is opaque',
    );
    frame.close();
  }),
  check('every order gives the same frames with the same pixels', async (source) => {
    const ranks = ranksOf(source);
    const wanted = await looks(source, ranks);
    expect(
      new Set(wanted.values()).size === ranks.length,
      'some frames look the same: this suite needs frames that differ',
    );
    await expectLooks(source, ranks.toReversed(), wanted, 'backwards');
    await expectLooks(
      source,
      ranks.filter((rank) => rank % 6 === 0),
      wanted,
      'every sixth',
    );
    await expectLooks(source, ranks.filter((rank) => rank % 6 === 5).reverse(), wanted, 'every sixth backwards');
    await expectLooks(source, [3, 3, 11, 2, 2, 19, 0, 18, 17, 5].map(frameIndex), wanted, 'any order, with repeats');
    for (const rank of [19, 4, 5, 0].map(frameIndex)) {
      const frame = await source.frame(rank);
      expect((await lookOf(frame)) === wanted.get(rank), `frame(${rank}) looks different from frames()`);
      frame.close();
    }
  }),
  check('nothing is read for no ranks', async (source) => {
    for await (const frame of source.frames([])) expect(false, `frame ${frame.index} came from nowhere`);
  }),
  check('pixels are a fresh copy, and gone after close', async (source) => {
    const frame = await source.frame(frameIndex(1));
    const first = await frame.rgba();
    const before = first.data[0];
    first.data.fill(7);
    expect((await frame.rgba()).data[0] === before, 'writing into the pixels changed the frame');
    expectLive(source, 1, 'while one is held');
    frame.close();
    frame.close();
    expectLive(source, 0, 'after its close()');
    await expectError('video_decode_failed', () => frame.rgba(), 'rgba() after close()');
  }),
  check('decoding runs ahead by no more than asked', async (source) => {
    for (const lookAhead of [0, 1, 3]) {
      for await (const frame of source.frames(ranksOf(source), { lookAhead })) {
        await pause();
        expect(
          source.liveFrames <= lookAhead + 1,
          `${source.liveFrames} frames are alive at a look-ahead of ${lookAhead}`,
        );
        frame.close();
      }
    }
  }),
  check('an early end releases everything', async (source) => {
    for (const ranks of [ranksOf(source), ranksOf(source).reverse()]) {
      for await (const frame of source.frames(ranks)) {
        await pause();
        frame.close();
        break;
      }
      expectLive(source, 0, 'after an early end');
    }
  }),
  check('an abort ends the reading at the next frame and releases everything', async (source) => {
    const controller = new AbortController();
    let taken = 0;
    const read = async () => {
      for await (const frame of source.frames(ranksOf(source), { signal: controller.signal })) {
        frame.close();
        if (++taken === 3) controller.abort();
      }
    };
    await expectError('aborted', read, 'frames() after an abort');
    expect(taken === 3, `${taken - 3} frames came after the abort`);
    expectLive(source, 0, 'after an abort');
    await expectError(
      'aborted',
      () => source.frame(frameIndex(0), controller.signal),
      'frame() with an aborted signal',
    );
  }),
  check('ranks that do not exist are refused before anything is decoded', async (source) => {
    const behind = frameIndex(source.metadata.frameCount);
    await expectError('frame_out_of_range', () => source.frame(behind), 'frame()');
    await expectError('frame_out_of_range', () => source.frames([frameIndex(0), behind]).next(), 'frames()');
  }),
  check('two readings at once do not disturb each other', async (source) => {
    const ranks = ranksOf(source);
    const wanted = await looks(source, ranks);
    await Promise.all([
      expectLooks(source, ranks, wanted, 'the first of two'),
      expectLooks(source, ranks.toReversed(), wanted, 'the second of two'),
    ]);
  }),
  check('a closed source releases its frames and gives no more', async (source) => {
    const reading = source.frames(ranksOf(source));
    await reading.next();
    await source.close();
    await source.close();
    expectLive(source, 0, 'after close()');
    await expectError('video_decode_failed', () => reading.next(), 'a reading begun before close()');
    await expectError('video_decode_failed', () => source.frame(frameIndex(0)), 'frame() after close()');
    await expectError('video_decode_failed', () => source.frames([frameIndex(0)]).next(), 'frames() after close()');
  }),
];

function check(name: string, body: (source: FrameSource) => Promise<void>): FrameSourceCheck {
  const run = async (open: () => Promise<FrameSource>) => {
    const source = await open();
    try {
      await body(source);
      expectLive(source, 0, 'at the end');
    } finally {
      await source.close();
    }
  };
  return { name, run };
}

const ranksOf = ({ metadata }: FrameSource): FrameIndex[] =>
  Array.from({ length: metadata.frameCount }, (_, rank) => frameIndex(rank));

/** The look of frames (a hash of their pixels), by frame index. */
async function looks(source: FrameSource, ranks: readonly FrameIndex[]): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  for await (const frame of source.frames(ranks)) {
    found.set(frame.index, await lookOf(frame));
    frame.close();
  }
  return found;
}

async function expectLooks(
  source: FrameSource,
  ranks: readonly FrameIndex[],
  wanted: ReadonlyMap<number, number>,
  order: string,
): Promise<void> {
  let at = 0;
  for await (const frame of source.frames(ranks)) {
    const rank = ranks[at++];
    expect(frame.index === rank, `${order}: frame ${frame.index} came in the place of ${rank}`);
    expect(frame.timestamp === source.timestamps[frame.index], `${order}: frame ${frame.index} has another timestamp`);
    expect((await lookOf(frame)) === wanted.get(frame.index), `${order}: frame ${frame.index} has other pixels`);
    frame.close();
  }
  expect(at === ranks.length, `${order}: ${at} of ${ranks.length} frames came`);
}

/** FNV-1a of all pixels: equal for equal pixels. */
async function lookOf(frame: Frame): Promise<number> {
  const { data } = await frame.rgba();
  let hash = 0x811c9dc5;
  for (const value of data) hash = Math.imul(hash ^ value, 0x01000193);
  return hash >>> 0;
}

/** Gives decoders the time to run ahead: enough for several frames. Checks pass without it as well. */
const pause = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 10));

function expectLive({ liveFrames }: FrameSource, wanted: number, when: string): void {
  expect(liveFrames === wanted, `${liveFrames} frames are alive ${when}, not ${wanted}`);
}

function expect(holds: boolean, fault: string): asserts holds {
  if (!holds) throw new Error(fault);
}

async function expectError(code: string, attempt: () => Promise<unknown>, what: string): Promise<void> {
  let outcome = 'no error';
  try {
    await attempt();
  } catch (error) {
    outcome = error instanceof ForgeError ? error.code : String(error);
  }
  expect(outcome === code, `${what}: ${outcome} instead of ${code}`);
}
