import { describe, expect, it } from 'vitest';
import { PbfReader } from 'pbf';
import { matrixPower } from '../../tests/fixtures/onnx-graph.ts';
import { editGraph } from './edit-graph.ts';

/** The names of a graph's nodes' outputs, of its tensors and of its outputs. */
function namesIn(model: Uint8Array): { nodes: string[]; tensors: string[]; outputs: string[] } {
  const found = { nodes: new Array<string>(), tensors: new Array<string>(), outputs: new Array<string>() };
  const text = (bytes: Uint8Array, field: number) => {
    const names: string[] = [];
    new PbfReader(bytes).readFields((tag, _, reader) => {
      if (tag === field) names.push(reader.readString());
    }, null);
    return names;
  };
  new PbfReader(model).readFields((tag, _, reader) => {
    if (tag !== 7) return;
    new PbfReader(reader.readBytes()).readFields((part, __, graph) => {
      if (part === 1) found.nodes.push(...text(graph.readBytes(), 2));
      else if (part === 5) found.tensors.push(...text(graph.readBytes(), 8));
      else if (part === 12) found.outputs.push(...text(graph.readBytes(), 1));
    }, null);
  }, null);
  return found;
}

const { bytes } = matrixPower(2, 3);

describe('an edited graph', () => {
  it('has other outputs, and the new nodes and tensors behind its own', () => {
    const edited = editGraph(bytes, {
      nodes: [{ operator: 'Add', inputs: ['m1', 'one'], outputs: ['sum'] }],
      tensors: [{ name: 'one', dims: [1], data: Float32Array.of(1) }],
      outputs: ['m1', 'sum'],
    });
    expect(namesIn(bytes)).toEqual({ nodes: ['m1', 'm2', 'y'], tensors: [], outputs: ['y'] });
    expect(namesIn(edited)).toEqual({ nodes: ['m1', 'm2', 'y', 'sum'], tensors: ['one'], outputs: ['m1', 'sum'] });
  });

  it('is refused where the graph computes no such value', () => {
    expect(() => editGraph(bytes, { outputs: ['gone'] })).toThrow('no value "gone"');
    expect(() => editGraph(bytes, { outputs: ['y'], integers: new Map([['gone', [1]]]) })).toThrow('no value "gone"');
  });
});
