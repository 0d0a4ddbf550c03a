import type { PbfReader, PbfWriter } from 'pbf';
import { ForgeError } from '../errors.ts';
import { dropped, nested, ONNX_FLOAT, rewrite, rewriteGraph, type Field } from './onnx-rewrite.ts';

/** Element type of 64-bit integers in ONNX. */
const ONNX_INT64 = 7;
/** Fields of a graph. */
const GRAPH = { node: 1, weight: 5, input: 11, output: 12 } as const;
/** Fields of a node. */
const NODE = { input: 1, output: 2, operator: 4, attribute: 5 } as const;
/** Fields of an attribute, and the types of those that are written here. */
const ATTRIBUTE = { name: 1, integer: 3, tensor: 5, integers: 8, type: 20 } as const;
const ATTRIBUTE_TYPE = { integer: 2, integers: 7 } as const;
/** Fields of a tensor. */
const TENSOR = { dims: 1, type: 2, name: 8, bytes: 9 } as const;

/** An operator with its inputs, outputs and integer attributes, as ONNX names them. */
export interface GraphNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** A named constant of 32-bit floats or, for shapes, of 64-bit integers. */
export interface GraphTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** Changes of an ONNX graph. */
export interface GraphEdit {
  /** New values for constants of 64-bit integers, by the name of the value; they have as many as before. */
  readonly integers?: ReadonlyMap<string, readonly number[]>;
  /** Nodes that use what the graph computes. */
  readonly nodes?: readonly GraphNode[];
  readonly tensors?: readonly GraphTensor[];
  /** Inputs take any shape that fits. */
  readonly anyShape?: boolean;
  /** The outputs, in place of the graph's own: values of 32-bit floats. Runtimes leave out what no output needs. */
  readonly outputs: readonly string[];
}

/**
 * The same model with a changed graph.
 * Throws `backend_unavailable` where the graph lacks a named constant or output.
 *
 * @param model bytes of an ONNX file with its weights in it; not modified
 */
export function editGraph(model: Uint8Array<ArrayBuffer>, edit: GraphEdit): Uint8Array<ArrayBuffer> {
  const { integers = new Map<string, readonly number[]>(), nodes = [], tensors = [], anyShape, outputs } = edit;
  const missing = new Set([...outputs, ...integers.keys()]);
  for (const name of nodes.flatMap((node) => node.outputs)) missing.delete(name);
  const changed = rewriteGraph(model, (reader, end, writer) => {
    const editNode = nested((...part) => {
      const names = outputsOfNode(part[0], part[1]);
      for (const name of names) missing.delete(name);
      const values = names.map((name) => integers.get(name)).find((each) => each !== undefined);
      rewrite(
        ...part,
        values ? { [NODE.attribute]: nested((...attribute) => writeIntegers(...attribute, values)) } : {},
      );
    });
    const editInput: Field = (from, to, field) => to.writeMessage(field, writeFloats, nameOfValue(from));
    rewrite(reader, end, writer, {
      [GRAPH.node]: editNode,
      ...(anyShape ? { [GRAPH.input]: editInput } : {}),
      [GRAPH.output]: dropped,
    });
    for (const node of nodes) writer.writeMessage(GRAPH.node, writeNode, node);
    for (const tensor of tensors) writer.writeMessage(GRAPH.weight, writeTensor, tensor);
    for (const name of outputs) writer.writeMessage(GRAPH.output, writeFloats, name);
  });
  const [unknown] = missing;
  if (unknown !== undefined) throw new ForgeError('backend_unavailable.no_value', { name: unknown });
  return changed;
}

/** The outputs of the node at the reader, which stays where it is. */
function outputsOfNode(reader: PbfReader, end: number): string[] {
  const start = reader.pos;
  const names: string[] = [];
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end))
    if (field === NODE.output) names.push(reader.readString());
  reader.pos = start;
  return names;
}

/** The name of the input or output at the reader, which is left behind it. */
function nameOfValue(reader: PbfReader): string {
  const end = reader.readVarint() + reader.pos;
  let name = '';
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end))
    if (field === 1) name = reader.readString();
  reader.pos = end;
  return name;
}

/** Copies the attribute of a Constant node with other integers in its tensor. */
function writeIntegers(reader: PbfReader, end: number, writer: PbfWriter, values: readonly number[]): void {
  const replace: Field = (from, to, field) => {
    const before = from.readBytes();
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    if (before.length !== bytes.length) throw new Error(`a constant of ${before.length} bytes is not ${bytes.length}`);
    to.writeBytesField(field, bytes);
  };
  rewrite(reader, end, writer, {
    [ATTRIBUTE.tensor]: nested((...part) => rewrite(...part, { [TENSOR.bytes]: replace })),
  });
}

function writeNode({ operator, inputs, outputs, attributes = {} }: GraphNode, writer: PbfWriter): void {
  for (const name of inputs) writer.writeStringField(NODE.input, name);
  for (const name of outputs) writer.writeStringField(NODE.output, name);
  writer.writeStringField(NODE.operator, operator);
  for (const attribute of Object.entries(attributes)) writer.writeMessage(NODE.attribute, writeAttribute, attribute);
}

function writeAttribute([name, value]: [string, number | readonly number[]], writer: PbfWriter): void {
  writer.writeStringField(ATTRIBUTE.name, name);
  const isOne = typeof value === 'number';
  if (isOne) writer.writeVarintField(ATTRIBUTE.integer, value);
  else for (const each of value) writer.writeVarintField(ATTRIBUTE.integers, each);
  writer.writeVarintField(ATTRIBUTE.type, isOne ? ATTRIBUTE_TYPE.integer : ATTRIBUTE_TYPE.integers);
}

/** Numbers are little-endian in ONNX, as in every machine that this runs on. */
function writeTensor({ name, dims, data }: GraphTensor, writer: PbfWriter): void {
  for (const size of dims) writer.writeVarintField(TENSOR.dims, size);
  writer.writeVarintField(TENSOR.type, data instanceof Float32Array ? ONNX_FLOAT : ONNX_INT64);
  writer.writeStringField(TENSOR.name, name);
  writer.writeBytesField(TENSOR.bytes, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** An input or output of 32-bit floats; its shape is left to the runtime. */
function writeFloats(name: string, value: PbfWriter): void {
  value.writeStringField(1, name);
  const tensor = (_: null, writer: PbfWriter) => writer.writeVarintField(1, ONNX_FLOAT);
  value.writeMessage(2, (_: null, type: PbfWriter) => type.writeMessage(1, tensor, null), null);
}
