import { Float16Array } from '@petamoriken/float16';
import type { PbfReader, PbfWriter } from 'pbf';
import { ForgeError } from '../errors.ts';
import { readGraph, type GraphNames } from './onnx-outline.ts';
import { nested, ONNX_FLOAT, rewrite, rewriteGraph, type Field, type Fields } from './onnx-rewrite.ts';

/** Element type of 16-bit floats in ONNX. */
const HALF = 10;
/** Attributes of ONNX nodes: an integer. */
const INTEGER = 2;

/**
 * Converts an ONNX graph from 32-bit to 16-bit floats. Its weights and constants are rounded (half the
 * bytes); its inputs and outputs stay 32-bit and are cast inside, so that it can replace the original.
 * Throws `backend_unavailable` for everything that is not certain to keep its meaning: unknown operators and
 * fields, subgraphs, weights beyond the range of 16 bits.
 *
 * @param graph bytes of an ONNX file with its weights in it; not modified
 */
export function toHalfPrecision(graph: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const names = readGraph(graph);
  return rewriteGraph(graph, (...body) => halveGraph(...body, names));
}

function halveGraph(reader: PbfReader, end: number, writer: PbfWriter, { inputs, outputs }: GraphNames): void {
  const halves = new Map([...inputs, ...outputs].map((name) => [name, `${name}_half`]));
  const half = (name: string) => halves.get(name) ?? name;
  const rename: Field = (from, to, field) => to.writeStringField(field, half(from.readString()));
  const attribute: Fields = { 5: nested(rewriteTensor) };
  const node: Fields = { 1: rename, 2: rename, 5: nested((...part) => rewrite(...part, attribute)) };
  for (const name of inputs) writeCast(writer, name, half(name), HALF);
  rewrite(reader, end, writer, { 1: nested((...part) => rewrite(...part, node)), 5: nested(rewriteTensor) });
  for (const name of outputs) writeCast(writer, half(name), name, ONNX_FLOAT);
}

/** A node of the graph that changes the type of a tensor. */
function writeCast(graph: PbfWriter, from: string, to: string, type: number): void {
  const attribute = (_: null, writer: PbfWriter) => {
    writer.writeStringField(1, 'to');
    writer.writeVarintField(3, type);
    writer.writeVarintField(20, INTEGER);
  };
  const node = (_: null, writer: PbfWriter) => {
    writer.writeStringField(1, from);
    writer.writeStringField(2, to);
    writer.writeStringField(4, 'Cast');
    writer.writeMessage(5, attribute, null);
  };
  graph.writeMessage(1, node, null);
}

function rewriteTensor(reader: PbfReader, end: number, writer: PbfWriter): void {
  const start = reader.pos;
  let type = 0;
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
    if (field === 2) type = reader.readVarint();
  }
  reader.pos = start;
  const isFloat = type === ONNX_FLOAT;
  rewrite(reader, end, writer, isFloat ? FLOAT_TENSOR : {});
}

const FLOAT_TENSOR: Fields = {
  2: (reader, writer, field) => {
    reader.readVarint();
    writer.writeVarintField(field, HALF);
  },
  9: (reader, writer, field) => writer.writeBytesField(field, roundFloats(reader.readBytes())),
};

/** The least number that 16 bits round to infinity. */
const TOO_LARGE = 65520;

/**
 * The bytes of 32-bit floats as those of 16-bit floats. Both are little-endian in ONNX, as in every machine
 * that this runs on.
 */
function roundFloats(bytes: Uint8Array): Uint8Array {
  // They lie anywhere in the file: a copy of them is aligned.
  const floats = new Float32Array(new Uint8Array(bytes).buffer);
  const tooLarge = floats.find((value) => Math.abs(value) >= TOO_LARGE && Number.isFinite(value));
  if (tooLarge !== undefined) {
    throw new ForgeError('backend_unavailable.half_weight', { weight: tooLarge });
  }
  const halves = new Float16Array(floats);
  return new Uint8Array(halves.buffer, halves.byteOffset, halves.byteLength);
}
