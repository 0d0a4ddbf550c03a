import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/**
 * Sends a stream as the body. A client that disconnects ends the stream and is no fault; a stream that fails
 * before the first byte becomes an error reply, later it breaks the connection, so that no client takes a
 * part for the whole.
 */
export async function sendStream(stream: Readable, response: Response): Promise<void> {
  try {
    await pipeline(stream, response);
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!gone || !response.destroyed) throw error;
  }
}
