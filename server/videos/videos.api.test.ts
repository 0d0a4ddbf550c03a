// @module-tag process
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keysBelow } from '../storage/testing/blob-checks.ts';
import type { TestClient } from '../testing/test-client.ts';
import { DATABASES, startTestServer, type TestServer } from '../testing/test-server.ts';
import {
  beginHeaders,
  beginUpload,
  noise,
  openPatch,
  patchHeaders,
  sendBytes,
  sha256Of,
  TUS,
  uploadVideo,
} from './testing/upload.ts';
import { insertJob } from './testing/job-row.ts';
import { VideosRepo } from './videos.repo.ts';

const content = noise(50_000);
const LIMITS = { VIDEO_MAX_BYTES: '60000', VIDEO_QUOTA_BYTES: '100000' };

describe.each(DATABASES)('videos on the %s database', (kind) => {
  let server: TestServer;
  let client: TestClient;
  beforeAll(async () => {
    server = await startTestServer(kind, LIMITS);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    client = await server.user();
  });
  const account = async () => (await client.get('/api/users/me')).json as { id: string };
  const blobs = (id: string) => keysBelow(server.open.store, `videos/${id}/`);
  const head = (id: string) => client.send('HEAD', `/api/uploads/${id}`, { headers: TUS });

  it('go on behind all that came, although the first connection seems to be there still', async () => {
    const id = await beginUpload(client, content);
    const dead = openPatch(server.url, client, id, 0, content.length);
    dead.write(content.subarray(0, 30_000));
    const received = async () => Number((await head(id)).headers.get('upload-offset'));
    await expect.poll(received).toBe(30_000);
    expect((await sendBytes(client, id, 30_000, content.subarray(30_000))).status).toBe(204);
    expect((await client.get(`/api/videos/${id}`)).json).toMatchObject({ sha256: sha256Of(content) });
    expect(await blobs(id)).toHaveLength(2);
    dead.destroy();
  });

  it('come in piece by piece and are there when the last one is', async () => {
    const created = await client.send('POST', '/api/uploads', {
      headers: beginHeaders(content.length, sha256Of(content), 'my clip.mp4'),
    });
    const { id } = created.json as { id: string };
    expect(created.json).toEqual({ id, bytes: 50_000, received: 0 });
    expect(created.headers.get('location')).toBe(`/api/uploads/${id}`);
    expect(created.headers.get('tus-resumable')).toBe('1.0.0');
    expect(created.headers.get('access-control-allow-origin')).toBeNull();
    const sent = await sendBytes(client, id, 0, content.subarray(0, 20_001));
    expect([sent.status, sent.headers.get('upload-offset')]).toEqual([204, '20001']);
    const asked = await head(id);
    expect(asked.status).toBe(200);
    expect(asked.headers.get('upload-offset')).toBe('20001');
    expect(asked.headers.get('upload-length')).toBe('50000');
    expect(asked.headers.get('cache-control')).toBe('no-store');
    expect((await client.get(`/api/uploads/${id}`)).json).toEqual({ id, bytes: 50_000, received: 20_001 });
    expect((await client.get(`/api/videos/${id}`)).status).toBe(404);
    expect(await account()).toMatchObject({ videos: { usedBytes: 50_000, quotaBytes: 100_000, videos: 1 } });

    expect((await sendBytes(client, id, 20_001, content.subarray(20_001))).status).toBe(204);
    const video = (await client.get(`/api/videos/${id}`)).json;
    expect(video).toMatchObject({ id, name: 'my clip.mp4', bytes: 50_000, sha256: sha256Of(content) });
    expect((await client.get('/api/videos')).json).toEqual({ videos: [video] });
    expect((await client.get(`/api/videos?sha256=${sha256Of(content)}`)).json).toEqual({ videos: [video] });
    expect((await client.get(`/api/videos?sha256=${'0'.repeat(64)}`)).json).toEqual({ videos: [] });
    expect(await blobs(id)).toHaveLength(2);
    expect((await head(id)).headers.get('upload-offset')).toBe('50000');
  });

  it('go out under names in any script', async () => {
    const id = await beginUpload(client, content, 'кошка.mp4');
    for (let at = 0; at < content.length; at += 25_000) await sendBytes(client, id, at, content.slice(at, at + 25_000));
    const { headers } = await client.get(`/api/videos/${id}/content`);
    expect(headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent('кошка.mp4')}`);
    expect((await client.send('DELETE', `/api/videos/${id}`)).status).toBe(204);
  });

  it('go out as a download, whole or in parts that cross the pieces', async () => {
    const id = await beginUpload(client, content, '<script>.mp4');
    for (let at = 0; at < content.length; at += 7001) await sendBytes(client, id, at, content.slice(at, at + 7001));
    const whole = await client.get(`/api/videos/${id}/content`);
    expect(sha256Of(whole.bytes)).toBe(sha256Of(content));
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'content-disposition': 'attachment; filename=script.mp4',
      etag: `"${sha256Of(content)}"`,
      'content-length': '50000',
    });
    for (const [start, end] of [
      [0, 0],
      [6999, 7002],
      [7001, 14_001],
      [100, 49_000],
      [49_999, 49_999],
    ] as const) {
      const part = await client.get(`/api/videos/${id}/content`, { range: `bytes=${start}-${end}` });
      expect(part.status).toBe(206);
      expect(part.headers.get('content-range')).toBe(`bytes ${start}-${end}/50000`);
      expect(Buffer.compare(part.bytes, content.subarray(start, end + 1))).toBe(0);
    }
    const etag = whole.headers.get('etag') ?? '';
    expect(
      (await client.get(`/api/videos/${id}/content`, { 'if-none-match': etag, 'cache-control': 'max-age=0' })).status,
    ).toBe(304);
    expect((await client.get(`/api/videos/${id}/content`, { range: 'bytes=50000-' })).status).toBe(416);
  });

  it('of content that is there already are not kept twice', async () => {
    const first = await uploadVideo(client, content);
    const second = await uploadVideo(client, content);
    expect((await client.get(`/api/videos?sha256=${sha256Of(content)}`)).json).toMatchObject({
      videos: [{ id: first }],
    });
    expect((await head(second)).status).toBe(404);
    expect(await blobs(second)).toEqual([]);
    expect(await account()).toMatchObject({ videos: { usedBytes: 50_000, videos: 1 } });
  });

  it('that arrive damaged leave nothing', async () => {
    const reply = await client.send('POST', '/api/uploads', { headers: beginHeaders(content.length, 'a'.repeat(64)) });
    const { id } = reply.json as { id: string };
    expect(await sendBytes(client, id, 0, content)).toMatchObject({ status: 422, json: { code: 'upload_damaged' } });
    expect(await blobs(id)).toEqual([]);
    expect(await account()).toMatchObject({ videos: { usedBytes: 0, videos: 0 } });
  });

  it('whose check was cut short by a crash are checked on the next request', async () => {
    const id = await beginUpload(client, content);
    const key = `videos/${id}/0-${randomUUID()}`;
    await server.open.store.put(key, [content]);
    const repo = new VideosRepo(server.open.database.knex);
    expect(await repo.countPart(id, { start: 0, bytes: content.length, key })).toBe(true);
    expect((await head(id)).headers.get('upload-offset')).toBe('50000');
    expect((await client.get(`/api/videos/${id}`)).status).toBe(200);
  });

  it('promise 13: a wrong offset gets 409, too large 413, over quota a clear sentence', async () => {
    const id = await beginUpload(client, content);
    await sendBytes(client, id, 0, content.subarray(0, 1000));
    for (const offset of [0, 999, 1001])
      expect(await sendBytes(client, id, offset, content.subarray(offset))).toMatchObject({
        status: 409,
        json: { code: 'upload_conflict' },
      });
    const begin = (bytes: number) =>
      client.send('POST', '/api/uploads', { headers: beginHeaders(bytes, sha256Of(content)) });
    expect(await begin(60_001)).toMatchObject({
      status: 413,
      json: { code: 'request_too_large', detail: expect.stringContaining('at most 60 kB') as string },
    });
    expect(await begin(50_001)).toMatchObject({
      status: 413,
      json: { code: 'quota_exceeded', detail: expect.stringContaining('50 kB are left') as string },
    });
    const longer = await client.send('PATCH', `/api/uploads/${id}`, { headers: patchHeaders(1000), body: content });
    expect(longer).toMatchObject({ status: 413, json: { code: 'request_too_large' } });
    expect((await client.get(`/api/uploads/${id}`)).json).toMatchObject({ received: 1000 });
  });

  it('count each byte once, whichever of several senders was faster', async () => {
    const id = await beginUpload(client, content);
    const replies = await Promise.all(Array.from({ length: 8 }, () => sendBytes(client, id, 0, content)));
    const statuses = replies.map(({ status }) => status);
    expect(statuses.filter((status) => status === 204).length).toBeGreaterThanOrEqual(1);
    expect(statuses.filter((status) => status !== 204 && status !== 409)).toEqual([]);
    expect(statuses).toContain(409);
    expect(await blobs(id)).toHaveLength(1);
    expect(sha256Of((await client.get(`/api/videos/${id}/content`)).bytes)).toBe(sha256Of(content));
  });

  it.each([
    ['no protocol', { ...beginHeaders(10, 'a'.repeat(64)), 'tus-resumable': '' }],
    ['another version', { ...beginHeaders(10, 'a'.repeat(64)), 'tus-resumable': '0.2.2' }],
    ['no length', { ...TUS, 'upload-metadata': `sha256 ${Buffer.from('a'.repeat(64)).toString('base64')}` }],
    ['nothing to send', beginHeaders(0, 'a'.repeat(64))],
    ['no checksum', { ...TUS, 'upload-length': '10' }],
    ['a checksum that is none', beginHeaders(10, 'abc')],
    ['metadata that is none', { ...TUS, 'upload-length': '10', 'upload-metadata': 'a b c' }],
    ['a length that is put off', { ...TUS, 'upload-defer-length': '1' }],
  ])('are refused with %s', async (_what, headers) => {
    const reply = await client.send('POST', '/api/uploads', { headers });
    expect(reply).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
  });

  it('show names without what hides', async () => {
    for (const [given, shown] of [
      ['x'.repeat(300), 'x'.repeat(200)],
      ['evil\u202Egp4.exe', 'Video'],
      ['', 'Video'],
    ] as const) {
      const id = await uploadVideo(client, content, given);
      expect((await client.get(`/api/videos/${id}`)).json).toMatchObject({ name: shown });
      await client.send('DELETE', `/api/videos/${id}`);
    }
  });

  it('stay while an open job needs them, and go with their files otherwise', async () => {
    const id = await uploadVideo(client, content);
    const { knex } = server.open.database;
    const job = await insertJob(server, (await account()).id, id);
    expect(await client.send('DELETE', `/api/videos/${id}`)).toMatchObject({
      status: 409,
      json: { code: 'job_state_conflict' },
    });
    await knex('jobs').where({ id: job }).update({ state: 'done' });
    expect((await client.send('DELETE', `/api/videos/${id}`)).status).toBe(204);
    expect(await blobs(id)).toEqual([]);
  });

  it('and uploads go with their account, and an upload when it is given up', async () => {
    const given = await beginUpload(client, content);
    await sendBytes(client, given, 0, content.subarray(0, 10));
    expect((await client.send('DELETE', `/api/uploads/${given}`, { headers: TUS })).status).toBe(204);
    expect(await blobs(given)).toEqual([]);
    const ready = await uploadVideo(client, content);
    expect((await client.send('DELETE', `/api/uploads/${ready}`, { headers: TUS })).status).toBe(404);
    const coming = await beginUpload(client, content);
    await sendBytes(client, coming, 0, content.subarray(0, 10));
    expect((await client.send('DELETE', '/api/users/me')).status).toBe(204);
    expect([...(await blobs(ready)), ...(await blobs(coming))]).toEqual([]);
  });
});
