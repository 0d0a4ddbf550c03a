import { z } from 'zod';
import { ForgeError } from '../../core/errors.ts';
import type { DatasetQuery } from '../../core/schema/api/datasets.ts';
import type { DatasetRow } from './datasets.repo.ts';

/** The end of a page of the list: the sorted value and the id of its last row. */
export interface ListCursor {
  readonly value: string | number;
  readonly id: string;
}

const cursorSchema = z.discriminatedUnion('sort', [
  z.object({ sort: z.literal(['newest', 'oldest']), value: z.iso.datetime(), id: z.uuid() }),
  z.object({ sort: z.literal('name'), value: z.string().max(400), id: z.uuid() }),
  z.object({ sort: z.literal('largest'), value: z.int().min(0), id: z.uuid() }),
]);

/** Encodes the cursor behind a row as opaque text for the client. */
export function encodeCursor(row: DatasetRow, sort: DatasetQuery['sort']): string {
  const value = {
    newest: row.created_at.toISOString(),
    oldest: row.created_at.toISOString(),
    name: row.name_key,
    largest: row.bytes,
  }[sort];
  return Buffer.from(JSON.stringify({ sort, value, id: row.id })).toString('base64url');
}

/** Throws `request_invalid` for a cursor of another sort order. */
export function decodeCursor(text: string, sort: DatasetQuery['sort']): ListCursor {
  try {
    const cursor = cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    if (cursor.sort === sort && !String(cursor.value).includes('\0')) return cursor;
  } catch (error) {
    throw new ForgeError('request_invalid.dataset_cursor', {}, { cause: error });
  }
  throw new ForgeError('request_invalid.dataset_cursor');
}
