// Cost of the server compared with bare Express, in one run: `npx tsx bench/http.ts [--megabytes 1000]
// [--rounds 5] [--json FILE]` prints requests a second and the 95th percentile of the list, the detail and a
// sign-in beside those of a bare route, and MB/s of an upload and a download beside those of a plain file
// stream (transfers.ts).
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import express from 'express';
import { writeTestArchive } from '../server/testing/test-archives.ts';
import { TestClient, PASSWORD } from '../server/testing/test-client.ts';
import { startTestServer, type TestServer } from '../server/testing/test-server.ts';
import { measureTransfers } from './transfers.ts';

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const folder = await mkdtemp(join(tmpdir(), 'vdf-http-'));
try {
  const requests = await measureRequests();
  const transfers = await measureTransfers(folder, Number(values.megabytes) * 1e6, Number(values.rounds));
  const results = { ...requests, ...transfers };
  for (const [name, value] of Object.entries(results)) console.log(`${name}: ${value.toFixed(2)}`);
  if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 1)}\n`);
} finally {
  await rm(folder, { recursive: true });
}

/** A bare Express server that answers JSON from memory. */
async function startBare() {
  const app = express();
  app.get('/json', (_request, response) => void response.json({ status: 'ok' }));
  const listening = app.listen(0);
  await once(listening, 'listening');
  const url = `http://localhost:${(listening.address() as AddressInfo).port}`;
  return { url, close: () => listening.close() };
}

async function measureRequests(): Promise<Record<string, number>> {
  const server = await startTestServer();
  const bare = await startBare();
  try {
    return await compareRequests(server, bare.url);
  } finally {
    bare.close();
    await server.close();
  }
}

async function compareRequests(server: TestServer, bareUrl: string): Promise<Record<string, number>> {
  const client = await server.user('bench');
  const small = join(folder, 'small.zip');
  await writeTestArchive(small, { frameCount: 3 });
  const { json } = await client.upload(small);
  for (let i = 0; i < 30; i++) await client.upload(small);
  const { id } = json as { id: string };
  const visitor = new TestClient(bareUrl);
  const baseline = await rateOf(400, () => visitor.get('/json'));
  const results: Record<string, number> = { 'bare requests/s': baseline.rate, 'bare p95 ms': baseline.p95 };
  const measured: Record<string, [number, () => Promise<unknown>]> = {
    list: [400, () => client.get('/api/datasets')],
    detail: [400, () => client.get(`/api/datasets/${id}`)],
    login: [60, () => server.visitor().login('bench', PASSWORD)],
  };
  for (const [name, [count, request]] of Object.entries(measured)) {
    const { rate, p95 } = await rateOf(count, request);
    Object.assign(results, {
      [`${name} requests/s`]: rate,
      [`${name} p95 ms`]: p95,
      [`${name} / bare`]: rate / baseline.rate,
    });
  }
  return results;
}

/** Sends `count` requests from four clients at once. Returns requests a second and the 95th percentile. */
async function rateOf(count: number, request: () => Promise<unknown>): Promise<{ rate: number; p95: number }> {
  await request();
  const times: number[] = [];
  let left = count;
  const start = performance.now();
  const work = async () => {
    while (left-- > 0) {
      const begin = performance.now();
      await request();
      times.push(performance.now() - begin);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  const seconds = (performance.now() - start) / 1000;
  times.sort((a, b) => a - b);
  return { rate: count / seconds, p95: times[Math.floor(times.length * 0.95)] ?? 0 };
}
