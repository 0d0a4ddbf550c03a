import { PbfReader, PbfWriter } from 'pbf';
import { describe, expect, it } from 'vitest';
import { matrixPower } from '../../tests/fixtures/onnx-graph.ts';
import { toHalfPrecision } from './half-precision.ts';

type Write = (writer: PbfWriter) => void;
type Field = readonly [field: number, value: number | string | Uint8Array | Write];

const FLOAT = 1;
const HALF = 10;
const INT64 = 7;

/** A message of fields in their order. */
const message =
  (...fields: readonly Field[]): Write =>
  (writer) => {
    for (const [field, value] of fields) {
      if (typeof value === 'number') writer.writeVarintField(field, value);
      else if (typeof value === 'string') writer.writeStringField(field, value);
      else if (value instanceof Uint8Array) writer.writeBytesField(field, value);
      else writer.writeMessage(field, (_, part) => value(part), null);
    }
  };

const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const tensor = (name: string, type: number, bytes: Uint8Array) =>
  message([1, bytes.length / (type === FLOAT ? 4 : 8)], [2, type], [8, name], [9, bytes]);
const named = (name: string, type = FLOAT) => message([1, name], [2, message([1, message([1, type])])]);
const node = (operator: string, ...more: Field[]) => message([1, 'x'], [2, 'y'], [4, operator], ...more);
const interfaceFields: readonly Field[] = [
  [11, named('x')],
  [12, named('y')],
];

function model(...graph: readonly Field[]): Uint8Array<ArrayBuffer> {
  const writer = new PbfWriter();
  message([1, 8], [7, message(...graph)])(writer);
  return new Uint8Array(writer.finish());
}

/** Every value of a field path, as the bytes in it or its number. */
function valuesAt(bytes: Uint8Array, [field, ...deeper]: readonly number[]): (Uint8Array | number)[] {
  const found: (Uint8Array | number)[] = [];
  new PbfReader(bytes).readFields((tag, _, reader) => {
    if (tag === field) found.push(reader.type === 0 ? reader.readVarint() : reader.readBytes());
  }, null);
  return deeper.length === 0 ? found : found.flatMap((each) => valuesAt(each as Uint8Array, deeper));
}
const textsAt = (bytes: Uint8Array, path: readonly number[]) =>
  valuesAt(bytes, path).map((each) => new TextDecoder().decode(each as Uint8Array));

describe('a graph with 16-bit floats', () => {
  it('has its weights and constants rounded to the nearest, and integers as they were', () => {
    const weights = tensor('w', FLOAT, floats(1, 1 / 3, -65504, 1e-9));
    const indices = tensor('i', INT64, Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255));
    const value = message([1, 'value'], [5, tensor('', FLOAT, floats(0.5))], [20, 4]);
    const half = toHalfPrecision(
      model([1, node('Constant', [5, value])], [5, weights], [5, indices], ...interfaceFields),
    );
    expect(valuesAt(half, [7, 5, 2])).toEqual([HALF, INT64]);
    const [rounded, whole] = valuesAt(half, [7, 5, 9]) as Uint8Array[];
    // 1, the nearest to a third, the largest, and nothing: sign, 5 bits of exponent, 10 bits of fraction.
    expect(new Uint16Array(Uint8Array.from(rounded ?? []).buffer)).toEqual(Uint16Array.of(0x3c00, 0x3555, 0xfbff, 0));
    expect(whole).toEqual(Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255));
    expect(valuesAt(half, [7, 1, 5, 5, 2])).toEqual([HALF]);
    expect(valuesAt(half, [7, 1, 5, 5, 9])).toEqual([Uint8Array.of(0x00, 0x38)]);
  });

  it('keeps the names and types of what goes in and out, with a cast at both ends', () => {
    const { bytes } = matrixPower(4, 2);
    const half = toHalfPrecision(bytes);
    for (const path of [[7, 11], [7, 12], [8], [1]]) expect(valuesAt(half, path)).toEqual(valuesAt(bytes, path));
    expect(textsAt(half, [7, 1, 4])).toEqual(['Cast', 'MatMul', 'MatMul', 'Cast']);
    expect(textsAt(half, [7, 1, 1])).toEqual(['x', 'x_half', 'x_half', 'm1', 'x_half', 'y_half']);
    expect(textsAt(half, [7, 1, 2])).toEqual(['x_half', 'm1', 'y_half', 'y']);
    expect(valuesAt(half, [7, 1, 5, 3])).toEqual([HALF, FLOAT]);
  });

  it('leaves inputs of integers alone', () => {
    const half = toHalfPrecision(model([1, node('Reshape')], [11, named('x', INT64)], [12, named('y')]));
    expect(textsAt(half, [7, 1, 4])).toEqual(['Reshape', 'Cast']);
    expect(textsAt(half, [7, 1, 1])).toEqual(['x', 'y_half']);
  });

  const refused: readonly [what: string, ...graph: Field[]][] = [
    ['the operator Resize', [1, node('Resize')]],
    ['the operator com.microsoftAdd', [1, node('Add', [7, 'com.microsoft'])]],
    ['a Cast to 32-bit floats', [1, node('Cast', [5, message([1, 'to'], [3, FLOAT], [20, 2])])]],
    ['a Constant without a tensor', [1, node('Constant', [5, message([1, 'value_int'], [3, 1])])]],
    ['a ConstantOfShape without a tensor', [1, node('ConstantOfShape')]],
    ['not known here (attribute 6)', [1, node('Add', [5, message([1, 'body'], [6, message()])])]],
    ['not known here (tensor 4)', [5, message([2, FLOAT], [4, floats(1)], [8, 'w'])]],
    ['not known here (graph 13)', [13, named('between')]],
    ['the input x, which is a weight too', [5, tensor('x', FLOAT, floats(1))]],
    ['too small for one of its weights (70000)', [5, tensor('w', FLOAT, floats(1, 70_000))]],
  ];
  it.each(refused)('is refused where it could be wrong: %s', (what, ...graph) => {
    const act = () => toHalfPrecision(model(...graph, ...interfaceFields));
    expect(act).toThrow(what);
    expect(act).toThrow(expect.objectContaining({ name: 'ForgeError', code: 'backend_unavailable' }));
  });

  it('is refused where there is no graph at all', () => {
    expect(() => toHalfPrecision(Uint8Array.of(1, 2, 3))).toThrow('0 graphs');
  });
});
