import { PbfReader } from 'pbf';
import { ForgeError } from '../errors.ts';

/** Names of a graph's 32-bit inputs and outputs. */
export interface GraphNames {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Element types of ONNX tensors. */
const FLOAT = 1;

/**
 * Operators whose result has the type of their float inputs, whatever that is, or is of integers. Operators
 * that take 32-bit floats beside other ones (Resize: its scales) are not among them.
 */
const KNOWN_OPERATORS: ReadonlySet<string> = new Set(
  (
    'Add Cast Concat Constant ConstantOfShape Conv Div Erf Gather MatMul Mul Pad Pow ReduceMean Reshape ' +
    'Shape Slice Softmax Split Sqrt Sub Transpose Unsqueeze'
  ).split(' '),
);

/** Fields of each message of an ONNX file that are understood here, by their numbers in onnx.proto. */
const KNOWN_FIELDS = {
  /** Version, producer, domain, text, graph, operator sets, metadata; no functions, no training. */
  model: [1, 2, 3, 4, 5, 6, 7, 8, 14],
  /** Nodes, name, weights, text, inputs, outputs; no types of values in between, no sparse or quantised weights. */
  graph: [1, 2, 5, 10, 11, 12],
  /** Inputs, outputs, name, operator, attributes, text, domain. */
  node: [1, 2, 3, 4, 5, 6, 7],
  /** Name, float, integer, string, tensor, floats, integers, strings, text, type; no graphs, no lists of tensors. */
  attribute: [1, 2, 3, 4, 5, 7, 8, 9, 13, 20],
  /** Dimensions, type, integers, name, raw bytes, text; no floats one by one, no bytes in other files. */
  tensor: [1, 2, 5, 7, 8, 9, 12],
} as const;

/**
 * The names of the inputs and outputs of an ONNX graph, if everything in it keeps its meaning when 32-bit
 * floats become 16-bit ones.
 * Throws `backend_unavailable` where that is not certain, naming the first unknown element.
 */
export function readGraph(bytes: Uint8Array): GraphNames {
  const found = { inputs: new Array<string>(), outputs: new Array<string>(), weights: new Set<string>(), graphs: 0 };
  const weigh = (reader: PbfReader, end: number) => found.weights.add(readTensor(reader, end));
  const graph: Readers = {
    1: readNode,
    5: weigh,
    11: (reader, end) => found.inputs.push(...readFloatName(reader, end)),
    12: (reader, end) => found.outputs.push(...readFloatName(reader, end)),
  };
  const readBody = (reader: PbfReader, end: number) => {
    found.graphs += 1;
    read('graph', reader, end, graph);
  };
  read('model', new PbfReader(bytes), bytes.length, { 7: readBody });
  if (found.graphs !== 1) throw unknown(`${found.graphs} graphs`);
  const both = found.inputs.find((name) => found.weights.has(name));
  if (both !== undefined) throw unknown(`the input ${both}, which is a weight too`);
  return found;
}

type Readers = Readonly<Record<number, (reader: PbfReader, end: number) => void>>;

/** Reads a message: wanted message fields go to their reader. Throws for an unknown field. */
function read(message: keyof typeof KNOWN_FIELDS, reader: PbfReader, end: number, readers: Readers): void {
  const known: readonly number[] = KNOWN_FIELDS[message];
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
    if (!known.includes(field)) throw unknown(`a field that is not known here (${message} ${field})`);
    const wanted = readers[field];
    if (!wanted) continue;
    const partEnd = reader.readVarint() + reader.pos;
    wanted(reader, partEnd);
    reader.pos = partEnd;
  }
}

/** Checks a node: its operator is known, and does not create 32-bit floats. */
function readNode(reader: PbfReader, end: number): void {
  const node = { operator: '', domain: '', attributes: new Array<Attribute>() };
  const takeText = (key: 'operator' | 'domain') => (from: PbfReader, textEnd: number) => {
    node[key] = textOf(from, textEnd);
  };
  read('node', reader, end, {
    4: takeText('operator'),
    5: (from, attributeEnd) => node.attributes.push(readAttribute(from, attributeEnd)),
    7: takeText('domain'),
  });
  const { operator, attributes } = node;
  if (node.domain !== '' || !KNOWN_OPERATORS.has(operator)) throw unknown(`the operator ${node.domain}${operator}`);
  const value = (name: string) => attributes.find((each) => each.name === name);
  if (operator === 'Cast' && (value('to')?.integer ?? FLOAT) === FLOAT) throw unknown('a Cast to 32-bit floats');
  // Numbers outside of tensors are 32-bit floats by their name, and so are zeros without another type.
  const makesFloats = operator === 'Constant' || operator === 'ConstantOfShape';
  if (makesFloats && !value('value')) throw unknown(`a ${operator} without a tensor`);
}

interface Attribute {
  readonly name: string;
  readonly integer: number | null;
}

function readAttribute(reader: PbfReader, end: number): Attribute {
  let name = '';
  let integer: number | null = null;
  const start = reader.pos;
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
    if (field === 1) name = reader.readString();
    else if (field === 3) integer = reader.readVarint(true);
  }
  reader.pos = start;
  read('attribute', reader, end, { 5: readTensor });
  return { name, integer };
}

/** Checks a tensor and gives its name. */
function readTensor(reader: PbfReader, end: number): string {
  let name = '';
  read('tensor', reader, end, { 8: (from, textEnd) => (name = textOf(from, textEnd)) });
  return name;
}

/** The name of an input or output, if it is a tensor of 32-bit floats. */
function readFloatName(reader: PbfReader, end: number): string[] {
  let name = '';
  let type = 0;
  // Its type is a message in a message in a message: type, tensor, element.
  const readDeeper = (depth: number) => (part: PbfReader, partEnd: number) => {
    for (let field = part.nextField(partEnd); field !== 0; field = part.nextField(partEnd)) {
      if (depth === 0 && field === 1) name = part.readString();
      else if (depth === 2 && field === 1) type = part.readVarint();
      else if (field === (depth === 0 ? 2 : 1) && depth < 2) {
        const deeperEnd = part.readVarint() + part.pos;
        readDeeper(depth + 1)(part, deeperEnd);
        part.pos = deeperEnd;
      }
    }
  };
  readDeeper(0)(reader, end);
  return type === FLOAT ? [name] : [];
}

const textOf = (reader: PbfReader, end: number) => new TextDecoder().decode(reader.buf.subarray(reader.pos, end));

const unknown = (what: string) => new ForgeError('backend_unavailable.half_graph', { detail: what });
