// @module-tag process
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OWN_FOLDER } from '../storage/work-folder.ts';
import { datasetPageSchema, datasetSchema, type Dataset } from '../../core/schema/api/datasets.ts';
import { writeTestArchive } from '../testing/test-archives.ts';
import type { TestClient } from '../testing/test-client.ts';
import { DATABASES, startTestServer, type TestServer } from '../testing/test-server.ts';

describe.each(DATABASES)('datasets on the %s database', (kind) => {
  let server: TestServer;
  let folder: string;
  let archive: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vdf-archives-'));
    archive = join(folder, 'pets.zip');
    await writeTestArchive(archive, { frameCount: 10 });
    server = await startTestServer(kind, { PRICE_PER_FRAME_CLASS: '0.25', CURRENCY: 'EUR' });
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  async function save(client: TestClient, fields: Record<string, string> = {}, path = archive): Promise<Dataset> {
    const reply = await client.upload(path, fields);
    expect(reply, JSON.stringify(reply.json)).toMatchObject({ status: 201 });
    return datasetSchema.parse(reply.json);
  }

  async function list(client: TestClient, query = ''): Promise<{ names: string[]; next: string | null }> {
    const { datasets, nextCursor } = datasetPageSchema.parse((await client.get(`/api/datasets${query}`)).json);
    return { names: datasets.map(({ name }) => name), next: nextCursor };
  }

  it('are counted, priced and kept as they came, and found again on another device', async () => {
    const ann = await server.user(`ann-${kind}`);
    const bytes = await readFile(archive);
    const saved = await save(ann, { description: 'Two pets.\nOn a sofa.' });
    expect(saved).toMatchObject({
      name: 'Pets',
      description: 'Two pets.\nOn a sofa.',
      format: 'yolo-detect',
      counts: {
        frames: 10,
        framesBySplit: { train: 7, val: 2, test: 1 },
        backgroundFrames: 0,
        objects: 15,
        classes: [
          { name: 'dog', objects: 10 },
          { name: 'cat', objects: 5 },
        ],
      },
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      price: { amount: 5, currency: 'EUR' },
      engine: { modelId: 'mobile-sam', backend: 'cpu', precision: 'fp32' },
    });
    const laptop = server.visitor();
    await laptop.login(`ann-${kind}`);
    expect(datasetPageSchema.parse((await laptop.get('/api/datasets')).json).datasets).toEqual([saved]);
    const download = await laptop.get(`/api/datasets/${saved.id}/archive`);
    expect(Buffer.compare(download.bytes, bytes)).toBe(0);
    expect((await laptop.get('/api/users/me')).json).toMatchObject({
      storage: { datasets: 1, usedBytes: bytes.length },
    });
  });

  it('promise 8: are sent as downloads of our own type, never to be shown', async () => {
    const client = await server.user();
    const saved = await save(client, { name: 'Кошки "и" <b>собаки</b>' });
    const { headers } = await client.get(`/api/datasets/${saved.id}/archive`);
    expect(headers.get('content-type')).toBe('application/zip');
    // Old readers get the plain name, all others the letters.
    const [, plain, letters = ''] =
      /^attachment; filename="([?\w.-]+)"; filename\*=UTF-8''([\w%.-]+)$/.exec(
        headers.get('content-disposition') ?? '',
      ) ?? [];
    expect(plain).toMatch(/\.zip$/);
    expect(decodeURIComponent(letters)).toMatch(/^Кошки_и_b_собаки_b_[0-9a-f]{8}\.zip$/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('private, no-cache');
    const preview = await client.get(`/api/datasets/${saved.id}/previews/0`);
    expect(preview.headers.get('content-type')).toBe('image/webp');
    expect(preview.headers.get('x-content-type-options')).toBe('nosniff');
    expect(preview.headers.get('cache-control')).toContain('private');
  });

  it('are downloaded in parts, and not again where nothing changed', async () => {
    const client = await server.user();
    const { id, sha256 } = await save(client);
    const bytes = await readFile(archive);
    const path = `/api/datasets/${id}/archive`;
    const part = await client.get(path, { range: 'bytes=100-199' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 100-199/${bytes.length}`);
    expect(Buffer.compare(part.bytes, bytes.subarray(100, 200))).toBe(0);
    const end = await client.get(path, { range: 'bytes=-50', 'if-range': `"${sha256}"` });
    expect(Buffer.compare(end.bytes, bytes.subarray(-50))).toBe(0);
    const other = await client.get(path, { range: 'bytes=0-9', 'if-range': '"another"' });
    expect([other.status, other.bytes.length]).toEqual([200, bytes.length]);
    expect((await client.get(path, { range: `bytes=${bytes.length}-` })).status).toBe(416);
    const head = await client.send('HEAD', path);
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
    const again = await client.get(path, { 'if-none-match': `"${sha256}"`, 'cache-control': 'max-age=0' });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
  });

  it('have previews with the labels of the archive drawn on them', async () => {
    const client = await server.user();
    const { id, previews } = await save(client);
    expect(previews).toBe(10);
    const { bytes } = await client.get(`/api/datasets/${id}/previews/0`);
    const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const orange = Array.from({ length: info.width * info.height }, (_, i) => data.subarray(3 * i, 3 * i + 3)).filter(
      ([red = 0, green = 0, blue = 0]) => red > 190 && Math.abs(green - 140) < 50 && blue < 80,
    );
    expect(orange.length).toBeGreaterThan(20);
    expect((await client.get(`/api/datasets/${id}/previews/${previews}`)).status).toBe(404);
  });

  it('are searched by name and class in any alphabet, filtered, sorted and paged', async () => {
    const client = await server.user();
    const horse = join(folder, 'horse.zip');
    await writeTestArchive(horse, {
      frameCount: 4,
      spec: { format: 'yolo-darknet' },
      project: { name: 'Ranch' },
    });
    await save(client, { name: 'Собаки' });
    await save(client, { name: 'alpha' });
    await save(client, { name: 'Beta 100%' }, horse);
    expect((await list(client, '?search=СОБАК')).names).toEqual(['Собаки']);
    expect((await list(client, '?search=100%25')).names).toEqual(['Beta 100%']);
    expect((await list(client, '?search=_')).names).toEqual([]);
    expect((await list(client, '?search=DOG')).names).toHaveLength(3);
    expect((await list(client, '?format=yolo-darknet')).names).toEqual(['Beta 100%']);
    expect((await list(client)).names).toEqual(['Beta 100%', 'alpha', 'Собаки']);
    expect((await list(client, '?sort=oldest')).names).toEqual(['Собаки', 'alpha', 'Beta 100%']);
    expect((await list(client, '?sort=largest')).names.at(-1)).toBe('Beta 100%');
    for (const sort of ['newest', 'oldest', 'name', 'largest']) {
      const whole = await list(client, `?sort=${sort}`);
      const names: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const query: string = `?sort=${sort}&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`;
        const page = await list(client, query);
        names.push(...page.names);
        cursor = page.next;
      }
      expect(names, sort).toEqual(whole.names);
    }
    const { next } = await list(client, '?limit=1');
    expect((await client.get(`/api/datasets?sort=name&cursor=${next}`)).json).toMatchObject({
      code: 'request_invalid',
    });
  });

  it('are renamed, described and deleted', async () => {
    const client = await server.user();
    const { id } = await save(client);
    const changed = await client.json('PATCH', `/api/datasets/${id}`, { name: ' Ölfässer  ', description: 'x' });
    expect(changed).toMatchObject({ status: 200, json: { name: 'Ölfässer', description: 'x' } });
    expect((await list(client, '?search=öLF')).names).toEqual(['Ölfässer']);
    expect((await client.send('DELETE', `/api/datasets/${id}`)).status).toBe(204);
    for (const path of ['', '/archive', '/previews/0'])
      expect((await client.get(`/api/datasets/${id}${path}`)).status).toBe(404);
    expect((await client.send('DELETE', `/api/datasets/${id}`)).status).toBe(404);
    expect(await storedKeys(id)).toEqual([]);
  });

  it('go with their account', async () => {
    const client = await server.user();
    const { id } = await save(client);
    expect(await storedKeys(id)).not.toEqual([]);
    expect((await client.send('DELETE', '/api/users/me')).status).toBe(204);
    expect(await storedKeys(id)).toEqual([]);
  });

  it('promise 14: 200 aborted or malformed uploads leave no file and no open descriptor', async () => {
    const client = await server.user();
    const { length } = await readFile(archive);
    const descriptors = async () => (await readdir('/proc/self/fd')).length;
    await client.upload(archive);
    const before = await descriptors();
    for (let i = 0; i < 200; i++) {
      const controller = new AbortController();
      const kinds = [
        abortedBody(length, controller),
        Buffer.from('--x\r\nContent-Disposition: form-data; name="arch'),
        Buffer.from('--x--'),
      ];
      const request = client.send('POST', '/api/datasets', {
        body: kinds[i % kinds.length] ?? null,
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        signal: controller.signal,
        duplex: 'half',
      });
      const status = await request.then((reply) => reply.status).catch(() => 'aborted');
      expect([400, 'aborted']).toContain(status);
    }
    await expect.poll(() => readdir(join(server.dataDir, 'uploads', OWN_FOLDER)), { timeout: 10_000 }).toEqual([]);
    await expect.poll(async () => (await descriptors()) - before, { timeout: 10_000 }).toBeLessThanOrEqual(5);
    expect((await list(client)).names).toHaveLength(1);
  });

  it('are refused where they are too large, over the quota, missing, or no dataset', async () => {
    const { length } = await readFile(archive);
    const small = await startTestServer(kind, { UPLOAD_MAX_BYTES: String(length), QUOTA_BYTES: String(length + 10) });
    try {
      const client = await small.user();
      expect((await client.upload(archive)).status).toBe(201);
      expect(await client.upload(archive)).toMatchObject({ status: 413, json: { code: 'quota_exceeded' } });
      const large = join(folder, 'large.zip');
      await writeFile(large, Buffer.alloc(length + 1));
      expect(await client.upload(large)).toMatchObject({ status: 413, json: { code: 'request_too_large' } });
      const text = join(folder, 'text.zip');
      await writeFile(text, 'not a zip');
      expect(await client.upload(text)).toMatchObject({ status: 422, json: { code: 'archive_invalid' } });
      const empty = await client.send('POST', '/api/datasets', { body: new FormData() });
      expect(empty).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
      await expect.poll(() => readdir(join(small.dataDir, 'uploads', OWN_FOLDER))).toEqual([]);
    } finally {
      await small.close();
    }
  });

  async function storedKeys(id: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of server.open.store.list(`datasets/${id}/`)) keys.push(key);
    return keys;
  }
});

/** A request body that breaks off in the middle of the file. */
function abortedBody(length: number, controller: AbortController): ReadableStream<Uint8Array> {
  const head = `--x\r\nContent-Disposition: form-data; name="archive"; filename="a.zip"\r\nContent-Type: application/zip\r\n\r\n`;
  let chunks = 0;
  return new ReadableStream({
    async pull(stream) {
      stream.enqueue(chunks === 0 ? new TextEncoder().encode(head) : new Uint8Array(length >> 2));
      chunks += 1;
      if (chunks < 3) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
      controller.abort();
      // Without it the stream would be pulled, and abort, for as long as the process lives.
      stream.error(controller.signal.reason);
    },
  });
}
