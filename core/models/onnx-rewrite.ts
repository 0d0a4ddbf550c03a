import { PbfReader, PbfWriter } from 'pbf';

/** Element type of 32-bit floats in ONNX. */
export const ONNX_FLOAT = 1;

/** Writes a field anew: the reader stands behind the field's tag, and is left behind its value. */
export type Field = (reader: PbfReader, writer: PbfWriter, field: number) => void;
/** The fields of a message that are written anew, by their numbers in onnx.proto. */
export type Fields = Readonly<Record<number, Field>>;

/** Copies a message field by field: named fields are rewritten by their function, the others stay byte for byte. */
export function rewrite(reader: PbfReader, end: number, writer: PbfWriter, fields: Fields): void {
  while (reader.pos < end) {
    const start = reader.pos;
    const field = reader.nextField(end);
    const change = fields[field];
    if (change) {
      change(reader, writer, field);
      continue;
    }
    reader.skip(reader.type);
    const bytes = reader.buf.subarray(start, reader.pos);
    writer.realloc(bytes.length);
    writer.buf.set(bytes, writer.pos);
    writer.pos += bytes.length;
  }
}

/** A field that is a message of its own. */
export function nested(body: (reader: PbfReader, end: number, writer: PbfWriter) => void): Field {
  return (reader, writer, field) => {
    const end = reader.readVarint() + reader.pos;
    writer.writeMessage(field, (_, part) => body(reader, end, part), null);
  };
}

/** Leaves a field out. */
export const dropped: Field = (reader) => reader.skip(reader.type);

/**
 * A model whose graph is rewritten by `body`.
 *
 * @param model bytes of an ONNX file with its weights in it; not modified
 */
export function rewriteGraph(
  model: Uint8Array<ArrayBuffer>,
  body: (reader: PbfReader, end: number, writer: PbfWriter) => void,
): Uint8Array<ArrayBuffer> {
  // Changes are small beside the weights: the memory is allocated once.
  const writer = new PbfWriter(new Uint8Array(model.length));
  rewrite(new PbfReader(model), model.length, writer, { 7: nested(body) });
  return new Uint8Array(writer.finish());
}
