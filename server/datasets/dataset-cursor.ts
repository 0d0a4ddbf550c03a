import { z } from 'zod';
import type { DatasetQuery } from '../../core/schema/api/datasets.ts';
import { decodeCursor, encodeCursor, type ListPosition } from '../db/list-cursor.ts';
import type { DatasetRow } from './datasets.repo.ts';

type Sort = DatasetQuery['sort'];

/** The sorted value of each order. PostgreSQL takes no text with a zero byte. */
const VALUES = {
  newest: z.iso.datetime(),
  oldest: z.iso.datetime(),
  name: z
    .string()
    .max(400)
    .refine((name) => !name.includes('\0')),
  largest: z.int().min(0),
} as const satisfies Record<Sort, z.ZodType>;

/** Encodes the position behind a row as opaque text for the client. */
export function encodeDatasetCursor(row: DatasetRow, sort: Sort): string {
  const value = {
    newest: row.created_at.toISOString(),
    oldest: row.created_at.toISOString(),
    name: row.name_key,
    largest: row.bytes,
  }[sort];
  return encodeCursor({ sort, value, id: row.id });
}

/** Throws `request_invalid` for a cursor of another sort order. */
export const decodeDatasetCursor = (text: string, sort: Sort): ListPosition<string | number> =>
  decodeCursor(text, z.object({ sort: z.literal(sort), value: VALUES[sort], id: z.uuid() }));
