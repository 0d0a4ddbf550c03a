import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { DataStore, Upload } from '@tus/server';
import express from 'express';
import { afterEach, expect, it } from 'vitest';
import { patchHeaders } from '../videos/testing/upload.ts';
import { exchangeTus } from './tus-exchange.ts';

const BYTES = 1000;

/** Reads a body to its end and counts it. */
class CountingStore extends DataStore {
  override getUpload(id: string): Promise<Upload> {
    return Promise.resolve(new Upload({ id, size: BYTES, offset: 0 }));
  }

  override async write(body: Readable): Promise<number> {
    let bytes = 0;
    for await (const chunk of body) bytes += (chunk as Uint8Array).length;
    return bytes;
  }
}

let server: Server | undefined;
afterEach(() => server?.close());

/**
 * A server that handles a request only once `before` is through. Returns how the exchange ends, and the
 * address to send to.
 */
async function serve(before: (request: express.Request) => Promise<unknown>) {
  const { promise, resolve } = withResolvers<PromiseSettledResult<number>>();
  const app = express().patch('/api/uploads/:id', async (incoming, response) => {
    await before(incoming);
    const [outcome] = await Promise.allSettled([exchangeTus(new CountingStore(), incoming, response)]);
    resolve(outcome);
    response.status(204).end();
  });
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const headers = { ...patchHeaders(0), 'content-length': String(BYTES) };
  const patch = request(`http://127.0.0.1:${port}/api/uploads/video`, { method: 'PATCH', agent: false, headers });
  // It is this side that ends the connection.
  patch.on('error', () => undefined);
  return { patch, outcome: promise };
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

it('a connection that broke before the request was looked at ends the exchange', async () => {
  const { patch, outcome } = await serve((incoming) => {
    const closed = new Promise((resolve) => incoming.once('close', resolve).on('error', () => undefined));
    patch.destroy();
    return closed;
  });
  patch.write(new Uint8Array(BYTES / 2));
  expect((await outcome).status).toBe('rejected');
});

it('a body that comes wholly is passed on, however late it is looked at', async () => {
  const { patch, outcome } = await serve(() => new Promise((resolve) => setTimeout(resolve, 50)));
  patch.end(new Uint8Array(BYTES));
  expect(await outcome).toEqual({ status: 'fulfilled', value: 204 });
});
