import { describe, expect, it } from 'vitest';
import { datasetSpecSchema } from './dataset-spec.ts';

const spec = (changes: object) => datasetSpecSchema.safeParse({ name: 'A', format: 'yolo-detect', ...changes });

describe('a dataset spec', () => {
  it('has defaults', () => {
    expect(spec({}).data).toEqual({
      name: 'A',
      format: 'yolo-detect',
      image: { type: 'jpeg', quality: 92 },
      split: { train: 0.7, val: 0.2, test: 0.1 },
      skipNearDuplicates: false,
      skipLostFrames: true,
    });
  });

  it.each([true, false])('of before is taken at its word: skipLostFrames %s', (skipLostFrames) => {
    expect(spec({ skipLostFrames }).data).toMatchObject({ skipLostFrames });
  });

  it.each([
    { format: 'none' },
    { name: '' },
    { image: { type: 'jpeg', quality: 0 } },
    { image: { type: 'gif' } },
    { split: { train: 0.7, val: 0.2, test: 0.2 } },
    { split: { train: 0.9, val: 0, test: 0.1 } },
    { split: { train: 0, val: 1, test: 0 } },
  ])('refuses %j', (changes) => {
    expect(spec(changes).success).toBe(false);
  });
});
