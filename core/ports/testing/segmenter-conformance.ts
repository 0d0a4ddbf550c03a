import { ForgeError } from '../../errors.ts';
import type { RgbaImage } from '../../image/rgba.ts';
import { imageBox, imagePoint } from '../../schema/brands.ts';
import { LOW_RES_MASK_SIDE, type DecodedMask, type Embedding, type Prompt, type Segmenter } from '../segmenter.ts';

interface SegmenterCheck {
  readonly name: string;
  /** The kinds of prompts that it gives. */
  readonly prompts: readonly (keyof Prompt)[];
  /** @param open a fresh segmenter for each call. Throws an Error with the failure. */
  run(open: () => Promise<Segmenter>): Promise<void>;
}

/**
 * Two plain boxes on a plain ground, in pixels of a 256 × 144 image: any promptable model can segment them.
 */
const WIDTH = 256;
const HEIGHT = 144;
const RED = { box: imageBox(40, 48, 64, 48), color: [214, 48, 49] } as const;
const BLUE = { box: imageBox(160, 32, 48, 80), color: [40, 70, 200] } as const;

const BOX_OF_RED: Prompt = { box: RED.box };
const POINT_ON_BLUE: Prompt = { points: [{ at: imagePoint(184, 72), positive: true }], box: BLUE.box };

/**
 * The requirements of every Segmenter; runs in any test runner and in a browser. Each check ends without live
 * tensors.
 */
export const SEGMENTER_CHECKS: readonly SegmenterCheck[] = [
  check('says what it is', [], async ({ info }) => {
    expect(info.modelId !== '', 'the model has no name');
    expect(['cuda', 'webgpu', 'cpu', 'wasm'].includes(info.backend), `${info.backend} is no backend`);
    expect(['fp32', 'fp16'].includes(info.precision), `${info.precision} is no precision`);
    await Promise.resolve();
  }),
  check('an embedding describes its grid, and the image may be reused', ['box'], async (segmenter) => {
    const image = scene();
    const embedding = await segmenter.encode(image);
    const wanted = await segmenter.decode(embedding, BOX_OF_RED);
    image.data.fill(0);
    expectSame(await segmenter.decode(embedding, BOX_OF_RED), wanted, 'after the image was overwritten');
    const { width, height, columns, rows, cellSize, gridSide, channels, features } = embedding;
    expect(width === WIDTH && height === HEIGHT, `the embedding is of ${width} × ${height} pixels`);
    expect(columns === Math.ceil(width / cellSize), `${columns} columns of ${cellSize} pixels`);
    expect(rows === Math.ceil(height / cellSize), `${rows} rows of ${cellSize} pixels`);
    expect(Math.max(columns, rows) === gridSide, 'the longer side does not fill the grid');
    expect(features.length === channels * rows * columns, `${features.length} features`);
    for (const cell of [0, rows * columns - 1]) {
      const length = Math.hypot(...features.subarray(cell * channels, (cell + 1) * channels));
      expect(Math.abs(length - 1) < 0.01, `the features of cell ${cell} have the length ${length}`);
    }
    expect(
      features.every((value) => Number.isFinite(value)),
      'some features are no numbers',
    );
    embedding.dispose();
  }),
  check(
    'prompts get the masks of their objects, in any order, the same each time',
    ['box', 'points'],
    async (segmenter) => {
      const embedding = await segmenter.encode(scene());
      const red = await segmenter.decode(embedding, BOX_OF_RED);
      const blue = await segmenter.decode(embedding, POINT_ON_BLUE);
      expectMask(red, embedding, RED.box, 'the box of the red object');
      expectMask(blue, embedding, BLUE.box, 'the point on the blue object');
      expect(red.predictedIou > 0 && red.predictedIou < 1.2, `a predicted IoU of ${red.predictedIou}`);
      expectSame(await segmenter.decode(embedding, BOX_OF_RED), red, 'the second time');
      const [again, other] = await Promise.all(
        [BOX_OF_RED, POINT_ON_BLUE].map((prompt) => segmenter.decode(embedding, prompt)),
      );
      expectSame(again, red, 'asked at once');
      expectSame(other, blue, 'asked at once');
      embedding.dispose();
    },
  ),
  check('a mask prompt is taken', ['box', 'maskLogits'], async (segmenter) => {
    const embedding = await segmenter.encode(scene());
    const { lowResLogits } = await segmenter.decode(embedding, BOX_OF_RED);
    const refined = await segmenter.decode(embedding, { ...BOX_OF_RED, maskLogits: lowResLogits });
    expectMask(refined, embedding, RED.box, 'the box and mask of the red object');
    embedding.dispose();
  }),
  check('embeddings live side by side, and the same image gives the same one', ['box'], async (segmenter) => {
    const first = await segmenter.encode(scene());
    const wanted = await segmenter.decode(first, BOX_OF_RED);
    const mirrored = await segmenter.encode(scene('mirrored'));
    const same = await segmenter.encode(scene());
    expectLive(segmenter, 3, 'with three embeddings');
    expect(
      same.features.every((value, at) => value === first.features[at]),
      'the same image has other features',
    );
    expectSame(await segmenter.decode(first, BOX_OF_RED), wanted, 'after other images were encoded');
    const [x, y, width, height] = RED.box;
    const there = imageBox(WIDTH - x - width, y, width, height);
    expectMask(await segmenter.decode(mirrored, { box: there }), mirrored, there, 'the mirrored image');
    for (const embedding of [first, mirrored, same, same]) embedding.dispose();
  }),
  check('an abort ends a run before it starts, and nothing stays', ['box'], async (segmenter) => {
    const signal = AbortSignal.abort();
    await expectError('aborted', () => segmenter.encode(scene(), signal), 'encode() with an aborted signal');
    const embedding = await segmenter.encode(scene());
    const before = segmenter.runMilliseconds;
    await expectError('aborted', () => segmenter.decode(embedding, BOX_OF_RED, signal), 'decode() with one');
    expect(segmenter.runMilliseconds === before, 'the model ran although it was aborted');
    embedding.dispose();
  }),
  check('a disposed segmenter takes no more', ['box'], async (segmenter) => {
    const embedding = await segmenter.encode(scene());
    await segmenter.dispose();
    await segmenter.dispose();
    await expectError('model_run_failed', () => segmenter.encode(scene()), 'encode() after dispose()');
    await expectError('model_run_failed', () => segmenter.decode(embedding, BOX_OF_RED), 'decode() after dispose()');
    embedding.dispose();
  }),
];

function check(
  name: string,
  prompts: SegmenterCheck['prompts'],
  body: (segmenter: Segmenter) => Promise<void>,
): SegmenterCheck {
  const run = async (open: () => Promise<Segmenter>) => {
    const segmenter = await open();
    try {
      expectLive(segmenter, 0, 'before anything was encoded');
      await body(segmenter);
      expectLive(segmenter, 0, 'at the end');
    } finally {
      await segmenter.dispose();
    }
  };
  return { name, prompts, run };
}

function scene(turn: 'as is' | 'mirrored' = 'as is'): RgbaImage {
  const data = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const seen = turn === 'as is' ? x : WIDTH - 1 - x;
      const object = [RED, BLUE].find(({ box }) => isWithin(box, seen, y));
      data.set([...(object?.color ?? [150, 152, 148]), 255], (y * WIDTH + x) * 4);
    }
  }
  return { width: WIDTH, height: HEIGHT, data };
}

function isWithin([left, top, width, height]: readonly number[], x: number, y: number): boolean {
  return x >= (left ?? 0) && y >= (top ?? 0) && x < (left ?? 0) + (width ?? 0) && y < (top ?? 0) + (height ?? 0);
}

/** The mask must be the box it was painted as: IoU at least 0.9 on the decoder's own grid. */
function expectMask({ lowResLogits }: DecodedMask, embedding: Embedding, box: readonly number[], what: string): void {
  expect(lowResLogits.length === LOW_RES_MASK_SIDE ** 2, `${what}: ${lowResLogits.length} logits`);
  const step = (embedding.gridSide * embedding.cellSize) / LOW_RES_MASK_SIDE;
  let common = 0;
  let either = 0;
  lowResLogits.forEach((logit, i) => {
    const x = ((i % LOW_RES_MASK_SIDE) + 0.5) * step;
    const y = (Math.floor(i / LOW_RES_MASK_SIDE) + 0.5) * step;
    if (x >= WIDTH || y >= HEIGHT) return;
    const wanted = isWithin(box, x, y);
    common += Number(wanted && logit > 0);
    either += Number(wanted || logit > 0);
  });
  expect(common / either >= 0.9, `${what}: the mask has an IoU of ${(common / either).toFixed(3)}`);
}

function expectSame(found: DecodedMask | undefined, wanted: DecodedMask, when: string): void {
  const same = found?.lowResLogits.every((value, at) => value === wanted.lowResLogits[at]);
  expect(same === true && found?.predictedIou === wanted.predictedIou, `the same prompt gives another mask ${when}`);
}

function expectLive({ liveTensors }: Segmenter, wanted: number, when: string): void {
  expect(liveTensors === wanted, `${liveTensors} tensors are alive ${when}, not ${wanted}`);
}

function expect(holds: boolean, fault: string): asserts holds {
  if (!holds) throw new Error(fault);
}

async function expectError(code: string, attempt: () => Promise<unknown>, what: string): Promise<void> {
  const outcome = await attempt().then(
    () => 'no error',
    (error: unknown) => (error instanceof ForgeError ? error.code : String(error)),
  );
  expect(outcome === code, `${what}: ${outcome} instead of ${code}`);
}
