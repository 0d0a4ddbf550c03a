// Makes core/models/mobile-sam/projection-data.ts: the projection of what the encoder knows of a cell to the features
// that are compared. It takes the model and pictures that are drawn here, so that it depends on no data set:
// `npx tsx scripts/build-projection.ts` (a minute and a half on two cores).
import { writeFile } from 'node:fs/promises';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { editGraph } from '../core/models/edit-graph.ts';
import { shapeConstants } from '../core/models/mobile-sam/encoder-shape.ts';
import { COMMON_SHAPE, inputOf } from '../core/models/mobile-sam/encoder.ts';
import { featureNodes, PARTS } from '../core/models/mobile-sam/feature-nodes.ts';
import { FEATURE_CHANNELS } from '../core/models/mobile-sam/feature-projection.ts';
import { graphOf } from '../core/models/model-files.ts';
import { DEFAULT_MODEL } from '../core/models/registry.ts';
import { loadModelFiles } from '../node/models/model-files.ts';
import { OrtNodeRuntime } from '../node/segmenter/ort-node-runtime.ts';
import { drawDeadLeaves } from './projection/dead-leaves.ts';

const target = new URL('../core/models/mobile-sam/projection-data.ts', import.meta.url);
const PICTURES = 16;
/** The length of each part of a joined vector. */
const WEIGHT: Readonly<Record<(typeof PARTS)[number]['name'], number>> = { stage1: 0.5, stage2: 1, neck: 1 };
const CHANNELS = PARTS.reduce((sum, { channels }) => sum + channels, 0);

/** The factor of each channel of the joined parts, whose squares have a mean of 1. */
const FACTORS = PARTS.flatMap(({ name, channels }) =>
  new Array<number>(channels).fill(WEIGHT[name] / Math.sqrt(channels)),
);

/** The covariance of the joined parts over all cells of the pictures. */
async function jointCovariance(): Promise<Matrix> {
  const graph = editGraph(graphOf(await loadModelFiles(DEFAULT_MODEL), 'encoder'), {
    ...featureNodes(COMMON_SHAPE, (from, to) => new Float32Array((to - from) * FEATURE_CHANNELS)),
    integers: shapeConstants(COMMON_SHAPE.padded),
    anyShape: true,
    outputs: PARTS.map(({ name }) => `${name}/unit`),
  });
  const session = await new OrtNodeRuntime('cpu').load(graph);
  const sums = new Float64Array(CHANNELS * CHANNELS);
  let cells = 0;
  for (let seed = 1; seed <= PICTURES; seed++) {
    const { tensor } = inputOf(drawDeadLeaves(seed));
    const outputs = await session.run(
      { input: tensor },
      PARTS.map(({ name }) => `${name}/unit`),
    );
    const parts = PARTS.map(({ name, channels }) => ({ channels, data: outputs[`${name}/unit`]?.data ?? [] }));
    // Neighbours are alike: every second cell says as much.
    for (let cell = 0; cell < COMMON_SHAPE.rows * COMMON_SHAPE.columns; cell += 2, cells++)
      addProducts(sums, joined(parts, cell));
  }
  await session.release();
  return Matrix.from1DArray(CHANNELS, CHANNELS, sums).div(cells);
}

function joined(parts: readonly { channels: number; data: ArrayLike<number> }[], cell: number): number[] {
  const values = parts.flatMap(({ channels, data }) =>
    Array.from({ length: channels }, (_, at) => data[cell * channels + at] ?? 0),
  );
  return values.map((value, at) => value * (FACTORS[at] ?? 0));
}

function addProducts(sums: Float64Array, vector: readonly number[]): void {
  for (const [row, a] of vector.entries())
    for (const [column, b] of vector.entries()) {
      const at = row * CHANNELS + column;
      sums[at] = (sums[at] ?? 0) + a * b;
    }
}

/**
 * Whitening on the strongest directions: those in which all cells differ say little of a single one. The mean variance
 * is added to each, so that weak directions, which are noise, stay weak.
 */
function whitening(covariance: Matrix): Matrix {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const ridge = covariance.trace() / CHANNELS;
  const strongest = realEigenvalues.map((value, at) => ({ value, at })).sort((a, b) => b.value - a.value);
  const columns = strongest
    .slice(0, FEATURE_CHANNELS)
    .map(({ value, at }) =>
      eigenvectorMatrix.getColumn(at).map((each, row) => (each * (FACTORS[row] ?? 0)) / Math.sqrt(value + ridge)),
    );
  return new Matrix(columns).transpose();
}

/** The rows as 8-bit integers, each with its own scale. */
function quantised(rows: Matrix): { scales: Float32Array; values: Int8Array } {
  const scales = Float32Array.from(
    { length: rows.rows },
    (_, row) => Math.max(...rows.getRow(row).map(Math.abs)) / 127,
  );
  const values = Int8Array.from(
    rows.to2DArray().flatMap((row, at) => row.map((value) => Math.round(value / (scales[at] ?? 1)))),
  );
  return { scales, values };
}

const base64 = ({ buffer, byteOffset, byteLength }: Float32Array | Int8Array) =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

const { scales, values } = quantised(whitening(await jointCovariance()));
await writeFile(
  target,
  '// Made by scripts/build-projection.ts; do not edit.\n\n' +
    '/** A 32-bit float for each row of the projection, base64. */\n' +
    `export const PROJECTION_SCALES =\n  '${base64(scales)}';\n` +
    '/** The projection, [channels of all parts, FEATURE_CHANNELS], in 8-bit integers of that scale, base64. */\n' +
    `export const PROJECTION_VALUES =\n  '${base64(values)}';\n`,
);
