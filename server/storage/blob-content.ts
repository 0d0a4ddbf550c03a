import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { BlobContent } from './blob-store.ts';

/**
 * A content as a stream that also records why it could not be read: only that separates a store's own errors
 * from the content's.
 */
interface ContentStream {
  readonly stream: Readable;
  /** The error of reading; null while there was none. */
  fault(): { readonly error: unknown } | null;
}

/** Nothing is opened or asked for until the stream is read. Destroying the stream ends the content's iterator. */
export function contentStream(content: BlobContent): ContentStream {
  let fault: { readonly error: unknown } | null = null;
  async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    // A stream that is destroyed with an error throws it here, at the yield: that one is the store's.
    let reading = true;
    try {
      for await (const chunk of open(content)) {
        reading = false;
        yield chunk;
        reading = true;
      }
    } catch (error) {
      if (reading) fault = { error };
      throw error;
    }
  }
  return { stream: Readable.from(chunks(), { objectMode: false }), fault: () => fault };
}

const open = (content: BlobContent): AsyncIterable<Uint8Array> | Iterable<Uint8Array> =>
  typeof content === 'string' ? (createReadStream(content) as AsyncIterable<Buffer>) : content;
