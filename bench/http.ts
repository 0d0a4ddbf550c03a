// What the server costs against bare Express, in one run: `npx tsx bench/http.ts [--megabytes 300] [--json FILE]` prints requests a second and the 95th percentile of the list, the detail
// and a sign-in beside those of a bare route, and MB/s of an upload and a download beside those of a plain file stream.
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import express from 'express';
import { writeTestArchive } from '../server/test-archives.testing.ts';
import { TestClient, PASSWORD } from '../server/test-client.testing.ts';
import { startTestServer } from '../server/test-server.testing.ts';
import { zipOf } from '../server/datasets/archive/hostile-zip.testing.ts';
import { unzip } from '../tests/unzip.ts';

const { values } = parseArgs({
  options: { megabytes: { type: 'string', default: '300' }, json: { type: 'string' } },
});
const folder = await mkdtemp(join(tmpdir(), 'vdf-http-'));
const server = await startTestServer();
const bare = await startBare(folder);
try {
  const results = { ...(await measureRequests()), ...(await measureTransfers(Number(values.megabytes))) };
  for (const [name, value] of Object.entries(results)) console.log(`${name}: ${value.toFixed(2)}`);
  if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 1)}\n`);
} finally {
  bare.close();
  await server.close();
  await rm(folder, { recursive: true });
}

/** An Express server without anything: JSON from memory, and files as plain streams. */
async function startBare(kept: string) {
  const app = express();
  app.get('/json', (_request, response) => void response.json({ status: 'ok' }));
  app.post('/file', async (request, response) => {
    await pipeline(request, createWriteStream(join(kept, 'bare')));
    response.end();
  });
  app.get('/file', (_request, response) => void createReadStream(join(kept, 'bare')).pipe(response));
  const listening = app.listen(0);
  await once(listening, 'listening');
  const url = `http://localhost:${(listening.address() as AddressInfo).port}`;
  return { url, close: () => listening.close() };
}

async function measureRequests(): Promise<Record<string, number>> {
  const client = await server.user('bench');
  const small = join(folder, 'small.zip');
  await writeTestArchive(small, { frameCount: 3 });
  const { json } = await client.upload(small);
  for (let i = 0; i < 30; i++) await client.upload(small);
  const { id } = json as { id: string };
  const visitor = new TestClient(bare.url);
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

/** Four clients at once, as often as said in all. */
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

async function measureTransfers(megabytes: number): Promise<Record<string, number>> {
  const archive = join(folder, 'large.zip');
  await writeLargeArchive(archive, megabytes);
  const bytes = (await stat(archive)).size;
  const client = await server.user('transfer');
  const rate = async (work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    return bytes / 1e6 / ((performance.now() - start) / 1000);
  };
  const bareUp = await rate(() => sendFile(`${bare.url}/file`, archive));
  let id = '';
  const up = await rate(async () => {
    const { json, status } = await client.upload(archive);
    if (status !== 201) throw new Error(JSON.stringify(json));
    id = (json as { id: string }).id;
  });
  const bareDown = await rate(() => drain(`${bare.url}/file`));
  const cookie = `vdf-access=${client.cookie('vdf-access') ?? ''}`;
  const down = await rate(() => drain(`${server.url}/api/datasets/${id}/archive`, { cookie }));
  return {
    'upload MB/s': up,
    'bare upload MB/s': bareUp,
    'upload / bare': up / bareUp,
    'download MB/s': down,
    'bare download MB/s': bareDown,
    'download / bare': down / bareDown,
    'RSS MB': process.memoryUsage.rss() / 1e6,
  };
}

/** A dataset of one picture many times, padded to a megabyte each by a comment that JPEGs may have. */
async function writeLargeArchive(path: string, megabytes: number): Promise<void> {
  const small = join(folder, 'one.zip');
  await writeTestArchive(small, { frameCount: 2 });
  const files = await unzip(new Uint8Array(await readFile(small)));
  const picture = [...files].find(([name]) => name.endsWith('.jpg'))?.[1] ?? new Uint8Array();
  const segment = Buffer.concat([Buffer.from([0xff, 0xfe, 0xff, 0xff]), Buffer.alloc(0xfffd, 0x41)]);
  const padded = Buffer.concat([
    picture.subarray(0, 2),
    ...Array.from({ length: 16 }, () => segment),
    picture.subarray(2),
  ]);
  const parts = Array.from({ length: megabytes }, (_, i) => [
    { name: `images/train/clip_${String(i).padStart(6, '0')}.jpg`, bytes: padded },
    { name: `labels/train/clip_${String(i).padStart(6, '0')}.txt`, bytes: Buffer.from('0 0.5 0.5 0.2 0.2\n') },
  ]).flat();
  const index = ['data.yaml', 'metadata.json'].map((name) => ({ name, bytes: files.get(name) ?? new Uint8Array() }));
  const file = await open(path, 'w');
  await file.writeFile(zipOf([...parts, ...index]));
  await file.close();
}

async function sendFile(url: string, path: string): Promise<void> {
  const body = Readable.toWeb(createReadStream(path)) as ReadableStream;
  const response = await fetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit);
  await response.arrayBuffer();
}

async function drain(url: string, headers: Record<string, string> = {}): Promise<void> {
  const { body } = await fetch(url, { headers });
  if (!body) throw new Error('no body');
  await pipeline(Readable.fromWeb(body as never), new Writable({ write: (_chunk, _encoding, done) => done() }));
}
