import { describe, expect, it } from 'vitest';
import { SyntheticFrames, syntheticVideo } from '../../core/export/testing/synthetic-frames.ts';
import type { Frame } from '../../core/ports/frame-source.ts';
import { frameIndex } from '../../core/schema/brands.ts';
import { VideoPlayer, type PlayerClock, type ShownFrame } from './video-player.ts';

/** A clock that advances only by waits and by the cost of copying a frame. */
function manualClock(): PlayerClock & { time: number } {
  return {
    time: 0,
    now() {
      return this.time;
    },
    wait(milliseconds) {
      this.time += milliseconds;
      return Promise.resolve();
    },
  };
}

function playerOf(costs: number, frameCount = 20) {
  const clock = manualClock();
  const source = new SyntheticFrames(syntheticVideo({ frameCount }));
  let copied = 0;
  let released = 0;
  const pictures = {
    async make(frame: Frame) {
      copied += 1;
      clock.time += costs;
      return (await frame.rgba()).data[0];
    },
    release: () => void (released += 1),
  };
  const player = new VideoPlayer(source, pictures, clock);
  return { clock, source, player, pictures, copied: () => copied, released: () => released };
}

describe('stepping', () => {
  it('decodes on in both directions and gives every frame that is asked for', async () => {
    const { player, source } = playerOf(0);
    const wanted = [0, 1, 2, 3, 2, 1, 0, 12, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 19, 18, 19];
    for (const rank of wanted) expect((await player.frame(frameIndex(rank))).rank).toBe(rank);
    await player.release();
    expect(source.liveFrames).toBe(0);
  });

  it('refuses a frame that does not exist, and goes on after that', async () => {
    const { player, source } = playerOf(0);
    await expect(player.frame(frameIndex(20))).rejects.toBeInstanceOf(Error);
    expect((await player.frame(frameIndex(4))).rank).toBe(4);
    await player.release();
    expect(source.liveFrames).toBe(0);
  });
});

describe('playing', () => {
  it('shows every frame at its own time where the machine is fast enough', async () => {
    const { player, source, clock } = playerOf(1);
    const shown: [number, number][] = [];
    await player.play(frameIndex(5), async (frame) => {
      shown.push([frame.rank, clock.time]);
    });
    expect(shown.map(([rank]) => rank)).toEqual(Array.from({ length: 15 }, (_, at) => at + 5));
    // Ten frames a second, from the first one shown.
    expect(shown.map(([, time]) => Math.round(time / 100))).toEqual(shown.map((_, at) => at));
    expect(source.liveFrames).toBe(0);
  });

  it.each([0.25, 0.5, 2, 4])('keeps to the times of the frames at %s times the speed', async (speed) => {
    const { player, clock } = playerOf(1);
    const times: number[] = [];
    player.speed = speed;
    await player.play(frameIndex(0), async () => {
      times.push(clock.time);
    });
    expect(times).toHaveLength(20);
    times.forEach((time, rank) => expect(Math.abs(time - (rank * 100) / speed)).toBeLessThanOrEqual(2));
  });

  it('goes on from where it is when the speed changes', async () => {
    const { player, clock } = playerOf(1);
    const times: number[] = [];
    await player.play(frameIndex(0), async ({ rank }) => {
      times.push(clock.time);
      if (rank === 9) player.speed = 2;
    });
    const steps = times.slice(1).map((time, at) => Math.round((time - (times[at] ?? 0)) / 10) * 10);
    expect(steps.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => 100));
    expect(steps.slice(10)).toEqual(Array.from({ length: 9 }, () => 50));
  });

  it('skips frames when it is late, and still ends with the last one', async () => {
    const { player, source, copied } = playerOf(230);
    const ranks: number[] = [];
    await player.play(frameIndex(0), async ({ rank }) => {
      ranks.push(rank);
    });
    expect(ranks.length).toBeLessThan(15);
    expect(ranks.at(-1)).toBe(19);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(copied()).toBe(ranks.length);
    expect(source.liveFrames).toBe(0);
  });

  it('gives each picture the number that its decoder gave', async () => {
    const { player } = playerOf(30);
    const wrong: ShownFrame<number | undefined>[] = [];
    await player.play(frameIndex(0), async (frame) => {
      // The synthetic frame's first pixel is its frame index times eight.
      if (frame.picture !== ((frame.rank * 8) & 255)) wrong.push(frame);
    });
    expect(wrong).toEqual([]);
  });

  it.each(['was made', 'waited'])(
    'releases the picture that is not shown because the run ended while it %s',
    async (when) => {
      const { clock, player, pictures, copied, released } = playerOf(1);
      let shown = 0;
      const pauseBehind = <A extends unknown[], R>(work: (...args: A) => Promise<R>) => {
        return async (...args: A) => {
          const done = await work(...args);
          if (shown === 3) player.pause();
          return done;
        };
      };
      if (when === 'waited') clock.wait = pauseBehind(clock.wait.bind(clock));
      else pictures.make = pauseBehind(pictures.make);
      await player.play(frameIndex(0), async () => {
        shown += 1;
      });
      expect([shown, copied(), released()]).toEqual([3, 4, 1]);
    },
  );

  it('stops when it is paused, and when a single frame is asked for', async () => {
    const { player, source } = playerOf(1);
    const ranks: number[] = [];
    await player.play(frameIndex(0), async ({ rank }) => {
      ranks.push(rank);
      if (rank === 3) player.pause();
    });
    expect(ranks).toEqual([0, 1, 2, 3]);
    await player.play(frameIndex(0), async ({ rank }) => {
      if (rank === 2) expect((await player.frame(frameIndex(9))).rank).toBe(9);
      expect(rank).toBeLessThan(3);
    });
    await player.release();
    expect(source.liveFrames).toBe(0);
  });
});
