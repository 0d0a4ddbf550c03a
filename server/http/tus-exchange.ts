import { finished, PassThrough, Readable } from 'node:stream';
import { Server, TUS_RESUMABLE, type DataStore, type Locker } from '@tus/server';
import type { Request as ExpressRequest, Response as ExpressResponse } from 'express';
import { ForgeError } from '../../core/errors.ts';
import { UPLOADS_PATH } from '../../core/schema/api/videos.ts';

/** The tus headers that go to the client; the library's other ones (CORS) do not apply to this server. */
const SENT_HEADERS = ['Location', 'Upload-Offset', 'Upload-Length', 'Upload-Metadata'];

/** The headers that are passed to the library: of others it refuses some that proxies set. */
const TUS_HEADER = /^(tus-resumable|upload-[a-z-]+|content-type|content-length)$/;

/** The database decides whose bytes count, in this process as among several: no upload waits for a lock. */
const NO_LOCKS: Locker = { newLock: () => ({ lock: () => Promise.resolve(), unlock: () => Promise.resolve() }) };

/**
 * Answers a request of tus 1.0 (https://tus.io/protocols/resumable-upload) from a store, as far as headers go.
 * Throws ForgeErrors, those of the store as they are.
 *
 * @returns the status of the answer
 */
export async function exchangeTus(
  store: DataStore,
  request: ExpressRequest,
  response: ExpressResponse,
): Promise<number> {
  response.set('Tus-Resumable', TUS_RESUMABLE);
  const failures: unknown[] = [];
  const server = new Server({
    path: UPLOADS_PATH,
    datastore: store,
    relativeLocation: true,
    locker: NO_LOCKS,
    onResponseError: (_request, error) => {
      failures.push(error);
      return undefined;
    },
  });
  const answer = await withBody(request, (body) => server.handleWeb(webRequest(request, body)));
  if (failures.length > 0 || answer.status >= 400) throw tusError(failures[0], answer.status);
  for (const name of SENT_HEADERS) {
    const value = answer.headers.get(name);
    if (value !== null) response.set(name, value);
  }
  return answer.status;
}

/**
 * Reads the body of a request through a stream of its own. Unread bytes are dropped afterwards, so that the
 * client, which is still sending, gets the answer.
 */
async function withBody<T>(request: ExpressRequest, use: (body: Readable) => Promise<T>): Promise<T> {
  const body = new PassThrough();
  // A broken connection is an error of the request alone: a pipe does not report it to its other end. It may
  // have broken already, while the sender was looked up: no event reports that any more, and `finished` does.
  const stopWatching = finished(request, { writable: false }, (error) => {
    if (error) body.destroy(error);
  });
  request.pipe(body);
  try {
    return await use(body);
  } finally {
    stopWatching();
    request.unpipe(body);
    body.on('error', () => undefined).destroy();
    request.resume();
  }
}

function webRequest(request: ExpressRequest, body: Readable): Request {
  const hasBody = request.method === 'POST' || request.method === 'PATCH';
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    value === undefined || !TUS_HEADER.test(name) ? [] : [[name, String(value)]],
  );
  // Only the path counts: the library finds the upload's id at its end.
  const url = new URL(request.path, 'http://localhost');
  return new Request(url, {
    method: request.method,
    headers,
    ...(hasBody ? { body: Readable.toWeb(body) as ReadableStream<Uint8Array<ArrayBuffer>>, duplex: 'half' } : {}),
  });
}

const REASONS = {
  404: 'not_found.upload',
  409: 'upload_conflict.elsewhere',
  410: 'not_found.upload',
  413: 'request_too_large.upload',
} as const;

/** The library's refusal of a request as a ForgeError. */
function tusError(failure: unknown, status: number): unknown {
  if (failure instanceof Error && !('status_code' in failure)) return failure;
  const reason = status in REASONS ? REASONS[status as keyof typeof REASONS] : 'request_invalid.tus';
  return new ForgeError(reason, {}, { cause: failure });
}
