import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import parseRange from 'range-parser';
import type { ByteRange } from '../storage/blob-store.ts';
import { sendStream } from './send-stream.ts';

/** A stored file for download. */
interface DownloadFile {
  /** The file name that the client saves it under. */
  readonly name: string;
  /** From the server's own table, whatever the upload said. */
  readonly contentType: string;
  readonly bytes: number;
  readonly sha256: string;
  open(range?: ByteRange): Readable | Promise<Readable>;
}

/**
 * Sends a file as a download that is never shown: whole or one range of it, or nothing where the client has
 * it already.
 */
export async function sendFile(file: DownloadFile, request: Request, response: Response): Promise<void> {
  response.attachment(file.name);
  response.set({
    'Content-Type': file.contentType,
    'Accept-Ranges': 'bytes',
    ETag: `"${file.sha256}"`,
    'Cache-Control': 'private, no-cache',
  });
  if (request.fresh) response.status(304).end();
  else await sendRange(file, rangeOf(request.get('Range'), request.get('If-Range'), file), response);
}

type Range = ByteRange | 'whole' | 'unsatisfiable';

/** The one requested range; several ranges, or a range of another version, get the whole file. */
function rangeOf(header: string | undefined, ifRange: string | undefined, { bytes, sha256 }: DownloadFile): Range {
  if (header === undefined || (ifRange !== undefined && ifRange !== `"${sha256}"`)) return 'whole';
  const ranges = parseRange(bytes, header);
  if (ranges === -1) return 'unsatisfiable';
  const only = ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1 ? undefined : ranges[0];
  return only ?? 'whole';
}

async function sendRange({ bytes, open }: DownloadFile, range: Range, response: Response): Promise<void> {
  if (range === 'unsatisfiable') {
    response.status(416).set('Content-Range', `bytes */${bytes}`).removeHeader('Content-Type');
    response.end();
    return;
  }
  if (range === 'whole') response.set('Content-Length', String(bytes));
  else {
    const length = range.end - range.start + 1;
    response
      .status(206)
      .set({ 'Content-Range': `bytes ${range.start}-${range.end}/${bytes}`, 'Content-Length': String(length) });
  }
  if (response.req.method === 'HEAD') {
    response.end();
    await once(response, 'close');
    return;
  }
  await sendStream(await open(range === 'whole' ? undefined : range), response);
}
