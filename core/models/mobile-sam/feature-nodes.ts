import type { GraphEdit, GraphNode, GraphTensor } from '../edit-graph.ts';
import type { PaddedShape } from './encoder-shape.ts';
import { FEATURE_CHANNELS, projectionRows } from './feature-projection.ts';

/** The encoder's output, [1, 256, rows, columns], as the decoder takes it. */
export const ENCODED = 'output';
/** Features of each cell of the output, [rows × columns, FEATURE_CHANNELS]: unit vectors. */
export const FEATURES = 'features';

/**
 * The values of the encoder from which the features of a cell are made, with the first row of each in the projection:
 * two stages, as [1, cells, channels] (`finer` cells to a side of one of the output), and the output. Deeper values
 * mean more, shallower ones know more of outlines: together they find objects of other frames better than any of them
 * alone.
 */
export const PARTS = [
  { name: 'stage1', value: '/layers.1/blocks.1/Add_1_output_0', channels: 128, finer: 2, first: 0 },
  { name: 'stage2', value: '/layers.2/blocks.5/Add_1_output_0', channels: 160, finer: 1, first: 128 },
  { name: 'neck', value: ENCODED, channels: 256, finer: 1, first: 288 },
] as const;

type Part = (typeof PARTS)[number];

/**
 * What makes the features part of the encoder's graph, so that they are computed where it is. Each part of a cell is
 * centred over the frame and made a unit vector; their projection (feature-projection.ts) is made a unit vector again.
 */
export function featureNodes(
  shape: PaddedShape,
  projection = projectionRows,
): Required<Pick<GraphEdit, 'nodes' | 'tensors'>> {
  const parts = PARTS.map((part) => partNodes(part, shape, projection));
  const sums: GraphNode[] = [
    node('Add', ['stage1/projected', 'stage2/projected'], 'features/stages'),
    node('Add', ['features/stages', 'neck/projected'], 'features/sum'),
    ...unitNodes('features/sum', 'features/root', 'features/even'),
    node('Mul', ['features/even', unitLength.name], FEATURES),
  ];
  return {
    nodes: [...parts.flatMap(({ nodes }) => nodes), ...sums],
    tensors: [tiny, unitLength, ...parts.flatMap(({ tensors }) => tensors)],
  };
}

/** Added to means of squares, so that an image of one colour divides nothing by 0, in 16-bit floats neither. */
const tiny: GraphTensor = { name: 'features/tiny', dims: [1], data: Float32Array.of(1e-4) };

/** From a mean of squares of 1 to a length of 1. */
const unitLength: GraphTensor = {
  name: 'features/unit-length',
  dims: [1],
  data: Float32Array.of(1 / Math.sqrt(FEATURE_CHANNELS)),
};

function partNodes(
  { name, value, channels, finer, first }: Part,
  { rows, columns, padded }: PaddedShape,
  projection: typeof projectionRows,
) {
  const cells = `${name}/cells`;
  const isNeck = name === 'neck';
  // [rows, columns, channels] of the input, padding included.
  const image: GraphNode[] = isNeck
    ? [
        node('Transpose', [value], `${name}/last`, { perm: [0, 2, 3, 1] }),
        node('Reshape', [`${name}/last`, `${name}/shape`], `${name}/image`),
      ]
    : [
        node('Reshape', [value, `${name}/blocks-shape`], `${name}/blocks`),
        node('ReduceMean', [`${name}/blocks`], `${name}/image`, { axes: [1, 3], keepdims: 0 }),
      ];
  const nodes = [
    ...image,
    node('Slice', [`${name}/image`, `${name}/start`, `${name}/end`], `${name}/content`),
    node('Reshape', [`${name}/content`, `${name}/flat`], cells),
    node('ReduceMean', [cells], `${name}/centre`, { axes: [0], keepdims: 1 }),
    node('Sub', [cells, `${name}/centre`], `${name}/centred`),
    ...unitNodes(`${name}/centred`, `${name}/root`, `${name}/unit`),
    node('MatMul', [`${name}/unit`, `${name}/projection`], `${name}/projected`),
  ];
  const tensors: GraphTensor[] = [
    isNeck
      ? integers(`${name}/shape`, padded.rows, padded.columns, channels)
      : integers(`${name}/blocks-shape`, padded.rows, finer, padded.columns, finer, channels),
    integers(`${name}/start`, 0, 0),
    integers(`${name}/end`, rows, columns),
    integers(`${name}/flat`, rows * columns, channels),
    { name: `${name}/projection`, dims: [channels, FEATURE_CHANNELS], data: projection(first, first + channels) },
  ];
  return { nodes, tensors };
}

/** Vectors divided by the root of the mean of their squares. */
function unitNodes(vectors: string, root: string, output: string): GraphNode[] {
  return [
    node('Mul', [vectors, vectors], `${root}/squares`),
    node('ReduceMean', [`${root}/squares`], `${root}/mean`, { axes: [1], keepdims: 1 }),
    node('Add', [`${root}/mean`, tiny.name], `${root}/positive`),
    node('Sqrt', [`${root}/positive`], root),
    node('Div', [vectors, root], output),
  ];
}

function node(operator: string, inputs: string[], output: string, attributes: GraphNode['attributes'] = {}): GraphNode {
  return { operator, inputs, outputs: [output], attributes };
}

const integers = (name: string, ...values: number[]): GraphTensor => ({
  name,
  dims: [values.length],
  data: BigInt64Array.from(values, BigInt),
});
