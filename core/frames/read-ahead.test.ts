import { describe, expect, it } from 'vitest';
import { readAhead } from './read-ahead.ts';

/** A source that counts the items it made and those that were released. */
function counted(count: number, failAt = Infinity) {
  const made: number[] = [];
  const released: number[] = [];
  let stops = 0;
  async function* source(): AsyncGenerator<number, void, undefined> {
    for (let item = 0; item < count && stops === 0; item++) {
      if (item === failAt) throw new Error('broken');
      made.push(item);
      yield item;
    }
  }
  const hooks = { release: (item: number) => void released.push(item), stop: () => void stops++ };
  return { made, released, source, hooks };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('readAhead', () => {
  it.each([0, 1, 3])('gives everything in order and makes at most %i more than was taken', async (depth) => {
    const { made, released, source, hooks } = counted(10);
    const taken: number[] = [];
    for await (const item of readAhead(source(), depth, hooks)) {
      taken.push(item);
      await settle();
      expect(made.length).toBe(Math.min(10, taken.length + depth));
    }
    expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(released).toEqual([]);
  });

  it('releases what was made and not taken when the consumer ends early', async () => {
    const { made, released, source, hooks } = counted(10);
    for await (const item of readAhead(source(), 3, hooks)) {
      await settle();
      if (item === 1) break;
    }
    expect(made).toEqual([0, 1, 2, 3, 4]);
    expect(released).toEqual([2, 3, 4]);
  });

  it('fails where the source fails, after what came before', async () => {
    const { source, hooks } = counted(10, 4);
    const taken: number[] = [];
    const read = async () => {
      for await (const item of readAhead(source(), 3, hooks)) taken.push(item);
    };
    await expect(read()).rejects.toThrow('broken');
    expect(taken).toEqual([0, 1, 2, 3]);
  });
});
