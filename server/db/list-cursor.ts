import type { z } from 'zod';
import { ForgeError } from '../../core/errors.ts';

/** The last row of a page of a list: the value that the list is sorted by, and the id, which breaks ties. */
export interface ListPosition<Value extends string | number> {
  readonly value: Value;
  readonly id: string;
}

/** Encodes what names a position in a list as opaque text for the client. */
export const encodeCursor = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/** Decodes a position. Throws `request_invalid` for text that names none of the list. */
export function decodeCursor<S extends z.ZodType>(text: string, schema: S): z.output<S> {
  try {
    return schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch (error) {
    throw new ForgeError('request_invalid.cursor', {}, { cause: error });
  }
}
