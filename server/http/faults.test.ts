// @module-tag process
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetPageSchema } from '../../core/schema/api/datasets.ts';
import { createTestDatabase, DATABASES, startTestServer } from '../testing/test-server.ts';
import { startS3Server } from '../storage/testing/s3-server.ts';
import { writeTestArchive } from '../testing/test-archives.ts';

let folder: string;
let archive: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vdf-faults-'));
  archive = join(folder, 'pets.zip');
  await writeTestArchive(archive, { frameCount: 3 });
});
afterAll(() => rm(folder, { recursive: true }));

/** A proxy to a server whose connections can be cut and restored, as a network's can. */
async function startWay(host: string, port: number) {
  const sockets = new Set<Socket>();
  let server: Server = createServer();
  const pass = (near: Socket) => {
    const far = connect(port, host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  };
  const open = (at: number) =>
    new Promise<void>((resolve) => {
      server = createServer(pass).listen(at, '127.0.0.1', resolve);
    });
  await open(0);
  const { port: own } = server.address() as AddressInfo;
  return {
    port: own,
    cut() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
    mend: () => open(own),
  };
}

describe.runIf(DATABASES.includes('postgres' as never))('a database that goes away and comes back', () => {
  it('is said in a clear sentence, and needs no restart', async () => {
    const database = await createTestDatabase();
    const url = new URL(database.url);
    const way = await startWay(url.hostname, Number(url.port || 5432));
    url.host = `127.0.0.1:${way.port}`;
    const server = await startTestServer('embedded', { DATABASE_URL: url.href });
    const client = await server.user('alice');
    expect((await client.upload(archive)).status).toBe(201);
    way.cut();
    const refused = { status: 503, json: { code: 'database_unavailable' } };
    expect(await client.get('/api/datasets')).toMatchObject(refused);
    expect(await client.get('/api/ready')).toMatchObject(refused);
    expect(await client.upload(archive)).toMatchObject(refused);
    expect(await server.visitor().login('alice')).toMatchObject({ status: 503 });
    expect((await client.get('/api/health')).status).toBe(200);
    await way.mend();
    expect((await client.get('/api/ready')).status).toBe(200);
    expect(datasetPageSchema.parse((await client.get('/api/datasets')).json).datasets).toHaveLength(1);
    expect((await server.visitor().login('alice')).status).toBe(200);
    await server.close();
    way.cut();
    await database.drop();
  });
});

describe('a store that refuses', () => {
  it('is said in a clear sentence; nothing half-made stays, and it needs no restart', async () => {
    const store = await startS3Server();
    const { bucket, endpoint = '', credentials } = await store.freshBucket();
    const real = new URL(endpoint);
    const way = await startWay(real.hostname, Number(real.port));
    const server = await startTestServer('embedded', {
      S3_BUCKET: bucket,
      S3_ENDPOINT: `http://127.0.0.1:${way.port}`,
      S3_ACCESS_KEY_ID: credentials?.accessKeyId ?? '',
      S3_SECRET_ACCESS_KEY: credentials?.secretAccessKey ?? '',
    });
    const client = await server.user('alice');
    const saved = await client.upload(archive);
    const { id } = saved.json as { id: string };
    way.cut();
    const refused = { status: 503, json: { code: 'storage_unavailable' } };
    expect(await client.upload(archive)).toMatchObject(refused);
    expect(await client.get(`/api/datasets/${id}/archive`)).toMatchObject(refused);
    expect(await client.get('/api/ready')).toMatchObject(refused);
    await way.mend();
    expect((await client.get('/api/ready')).status).toBe(200);
    expect(datasetPageSchema.parse((await client.get('/api/datasets')).json).datasets).toHaveLength(1);
    expect((await client.get(`/api/datasets/${id}/archive`)).status).toBe(200);
    expect((await client.upload(archive)).status).toBe(201);
    expect((await client.send('DELETE', `/api/datasets/${id}`)).status).toBe(204);
    await server.close();
    way.cut();
    await store.close();
  });
});

describe('promise 7: the server never fetches an address that a user supplied', () => {
  it('whatever field it stands in', async () => {
    const asked: string[] = [];
    const trap = createServer((socket) => {
      asked.push('connection');
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => trap.once('listening', resolve));
    const address = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/x`;
    const server = await startTestServer();
    const client = await server.user('alice');
    const { json } = await client.upload(archive, {
      name: address,
      description: `![](${address}) <img src="${address}">`,
    });
    const { id } = json as { id: string };
    const remote = join(folder, 'remote.zip');
    await writeTestArchive(remote, { frameCount: 2, spec: { name: address } });
    await client.upload(remote);
    for (const path of [
      `/api/datasets/${id}`,
      `/api/datasets/${id}/previews/0`,
      `/api/datasets?search=${encodeURIComponent(address)}`,
    ])
      expect((await client.get(path)).status).toBe(200);
    const body = { archive: address, url: address, name: address };
    for (const { method, path } of server.open.routes.filter(
      (route) => route.method !== 'get' && !route.path.includes('me'),
    ))
      await client.json(method.toUpperCase(), path.replace(':id', id), body);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(asked).toEqual([]);
    await server.close();
    await new Promise((resolve) => trap.close(resolve));
  });
});
