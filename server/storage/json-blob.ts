import { text } from 'node:stream/consumers';
import type { z } from 'zod';
import type { BlobStore } from './blob-store.ts';

/** Stores a value as JSON. Throws the errors of `put`. */
export async function putJson(store: BlobStore, key: string, value: unknown): Promise<void> {
  await store.put(key, [new TextEncoder().encode(JSON.stringify(value))]);
}

/** Reads a value stored by putJson. Throws the errors of `open`, and a ZodError for JSON of another kind. */
export async function getJson<S extends z.ZodType>(store: BlobStore, key: string, schema: S): Promise<z.output<S>> {
  return schema.parse(JSON.parse(await text(await store.open(key))));
}
