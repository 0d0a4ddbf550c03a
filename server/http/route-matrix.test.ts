// @module-tag process
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createdTokenSchema,
  tokenScopeSchema,
  type CreatedToken,
  type TokenScope,
} from '../../core/schema/api/tokens.ts';
import { AccountsRepo } from '../auth/accounts.repo.ts';
import { startTestJob } from '../jobs/testing/job.ts';
import { writeTestArchive } from '../testing/test-archives.ts';
import type { TestClient, TestReply } from '../testing/test-client.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { beginUpload, patchHeaders, TUS, uploadVideo } from '../videos/testing/upload.ts';

/**
 * Status of each route for each kind of visitor, on something of the owner's. On routes of the own account
 * each visitor is the owner.
 */
const MATRIX: Readonly<Record<string, readonly [anonymous: number, other: number, owner: number, admin: number]>> = {
  'get /api/health': [200, 200, 200, 200],
  'get /api/ready': [200, 200, 200, 200],
  'get /api/info': [200, 200, 200, 200],
  'get /api/metrics': [401, 403, 403, 200],
  'get /api/admin/overview': [401, 403, 403, 200],
  'get /api/admin/users': [401, 403, 403, 200],
  'post /api/auth/register': [400, 400, 400, 400],
  'post /api/auth/login': [400, 400, 400, 400],
  'post /api/auth/refresh': [401, 200, 200, 200],
  'post /api/auth/logout': [204, 204, 204, 204],
  'put /api/auth/password': [401, 400, 400, 400],
  'get /api/users/me': [401, 200, 200, 200],
  'patch /api/users/me': [401, 400, 400, 400],
  'delete /api/users/me': [401, 204, 204, 204],
  'get /api/users/me/sessions': [401, 200, 200, 200],
  'delete /api/users/me/sessions/:id': [401, 404, 204, 404],
  'get /api/users/me/tokens': [401, 200, 200, 200],
  'post /api/users/me/tokens': [401, 400, 400, 400],
  'delete /api/users/me/tokens/:id': [401, 404, 204, 404],
  'get /api/token': [401, 404, 404, 404],
  'get /api/jobs': [401, 200, 200, 200],
  'post /api/jobs': [401, 400, 400, 400],
  'get /api/job-capacity': [401, 200, 200, 200],
  'get /api/job-events': [401, 200, 200, 200],
  'get /api/jobs/:id': [401, 404, 200, 404],
  'delete /api/jobs/:id': [401, 404, 409, 404],
  'post /api/jobs/:id/cancel': [401, 404, 200, 404],
  'post /api/jobs/:id/pause': [401, 404, 200, 404],
  'post /api/jobs/:id/resume': [401, 404, 409, 404],
  'post /api/jobs/:id/retry': [401, 404, 409, 404],
  'get /api/jobs/:id/log': [401, 404, 200, 404],
  'get /api/jobs/:id/changes': [401, 404, 200, 404],
  'get /api/jobs/:id/result': [401, 404, 409, 404],
  'get /api/jobs/:id/events': [401, 404, 200, 404],
  'get /api/datasets': [401, 200, 200, 200],
  'post /api/datasets': [401, 400, 400, 400],
  'get /api/datasets/:id': [401, 404, 200, 404],
  'patch /api/datasets/:id': [401, 404, 200, 404],
  'delete /api/datasets/:id': [401, 404, 204, 404],
  'get /api/datasets/:id/archive': [401, 404, 200, 404],
  'get /api/datasets/:id/previews/:index': [401, 404, 200, 404],
  'post /api/uploads': [401, 400, 400, 400],
  'get /api/uploads/:id': [401, 404, 200, 404],
  'patch /api/uploads/:id': [401, 404, 204, 404],
  'delete /api/uploads/:id': [401, 404, 204, 404],
  'get /api/videos': [401, 200, 200, 200],
  'get /api/videos/:id': [401, 404, 200, 404],
  'delete /api/videos/:id': [401, 404, 204, 404],
  'get /api/videos/:id/content': [401, 404, 200, 404],
};
const VIDEO = new TextEncoder().encode('not really a video, but nobody looks');
const VISITORS = ['anonymous', 'other user', 'owner', 'admin'] as const;

let server: TestServer;
let folder: string;
let archive: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vdf-matrix-'));
  archive = join(folder, 'pets.zip');
  await writeTestArchive(archive, { frameCount: 3 });
  // No worker runs: the jobs stay as they are.
  server = await startTestServer('embedded', { WORKER_SLOTS: '0' });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

interface Scene {
  readonly visitors: Readonly<Record<(typeof VISITORS)[number], TestClient>>;
  /** The route's path with the ids of the owner's things filled in. */
  readonly path: string;
}

/** New users for each request: many of the routes end the account or sign-in that they are tried on. */
async function sceneOf(path: string): Promise<Scene> {
  const [other, owner, admin] = [await server.user(), await server.user(), await server.user()];
  const { id: adminId } = (await admin.get('/api/users/me')).json as { id: string };
  await new AccountsRepo(server.open.database.knex).setRole(adminId, 'admin');
  let id = '';
  if (path.includes('/datasets/:id')) id = ((await owner.upload(archive)).json as { id: string }).id;
  if (path.includes('/sessions/:id')) {
    const { sessions } = (await owner.get('/api/users/me/sessions')).json as { sessions: { id: string }[] };
    id = sessions[0]?.id ?? '';
  }
  if (path.includes('/jobs/:id')) id = await startTestJob(owner, await uploadVideo(owner, VIDEO));
  if (path.includes('/uploads/:id')) id = await beginUpload(owner, VIDEO);
  if (path.includes('/videos/:id')) id = await uploadVideo(owner, VIDEO);
  if (path.includes('/tokens/:id')) id = (await createToken(owner, ['jobs:read'])).token.id;
  const visitors = { anonymous: server.visitor(), 'other user': other, owner, admin };
  return { visitors, path: path.replace(':id', id).replace(':index', '0') };
}

/** Creates a personal access token of the client's user. */
async function createToken(client: TestClient, scopes: readonly TokenScope[]): Promise<CreatedToken> {
  const reply = await client.json('POST', '/api/users/me/tokens', { name: 'test', scopes });
  return createdTokenSchema.parse(reply.json);
}

describe('the routes', () => {
  it('are all in the matrix, and nothing else is', () => {
    const routes = server.open.routes.map(({ method, path }) => `${method} ${path}`);
    expect(routes.toSorted()).toEqual(Object.keys(MATRIX).toSorted());
  });

  const cells = Object.entries(MATRIX).flatMap(([route, statuses]) =>
    VISITORS.map((visitor, i) => [route, visitor, statuses[i] ?? 0] as const),
  );
  it.each(cells)('promise 6: %s for the %s gives %i', async (route, visitor, status) => {
    const [method = '', template = ''] = route.split(' ');
    const { visitors, path } = await sceneOf(template);
    const client = visitors[visitor];
    const reply = await ask(client, method, template, path);
    expect(reply.status, JSON.stringify(reply.json)).toBe(status);
    if (status === 404) expect(reply.json).toMatchObject({ code: 'not_found' });
    if (status === 403) expect(reply.json).toMatchObject({ code: 'forbidden' });
  });

  it('promise 4: refuse a request that changes something and comes from another site', async () => {
    const changing = server.open.routes.filter(({ method }) => method !== 'get');
    expect(changing.length).toBeGreaterThan(8);
    const owner = await server.user();
    const foreign = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': '', origin: 'https://evil.example' },
      { 'sec-fetch-site': '', origin: 'null' },
    ];
    for (const { method, path } of changing) {
      for (const headers of foreign) {
        const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
        const reply = await sendRaw(method.toUpperCase(), path, owner, given);
        expect([path, JSON.stringify(headers), reply]).toEqual([path, JSON.stringify(headers), 'cross_site_request']);
      }
    }
    expect((await owner.get('/api/users/me')).status).toBe(200);
    const own = { origin: server.url };
    expect(await sendRaw('PATCH', '/api/users/me', owner, own)).toBe('request_invalid');
    expect(await sendRaw('PATCH', '/api/users/me', owner, {})).toBe('request_invalid');
  });
});

function ask(client: TestClient, method: string, template: string, path: string): Promise<TestReply> {
  if (template === '/api/uploads/:id' && method !== 'get') {
    const headers = method === 'patch' ? patchHeaders(0) : TUS;
    return client.send(method.toUpperCase(), path, { headers, ...(method === 'patch' ? { body: VIDEO } : {}) });
  }
  if (template.endsWith('events')) return client.first(path);
  if (method === 'get' || method === 'delete') return client.send(method.toUpperCase(), path);
  return client.json(method.toUpperCase(), path, template === '/api/datasets/:id' ? { name: 'Renamed' } : {});
}
describe('the routes, asked with a personal access token', () => {
  const ask = async (method: string, path: string, secret: string) => {
    const response = await fetch(`${server.url}${path.replace(/:\w+/g, '0')}`, {
      method: method.toUpperCase(),
      headers: { authorization: `Bearer ${secret}` },
    });
    const body = response.headers.get('content-type')?.includes('json') ? ((await response.json()) as object) : {};
    return {
      status: response.status,
      code: 'code' in body ? body.code : '',
      detail: 'detail' in body ? body.detail : '',
    };
  };

  it('refuse one without their scope, and say which it is', async () => {
    const scoped = server.open.routes.filter(({ scope }) => scope !== undefined && scope !== 'any');
    expect(scoped.length).toBeGreaterThan(6);
    const owner = await server.user();
    for (const scope of tokenScopeSchema.options) {
      const others = await createToken(
        owner,
        tokenScopeSchema.options.filter((each) => each !== scope),
      );
      const only = await createToken(owner, [scope]);
      for (const route of scoped.filter((each) => each.scope === scope)) {
        const name = `${route.method} ${route.path}`;
        const refused = await ask(route.method, route.path, others.secret);
        expect(refused, name).toMatchObject({ status: 403, code: 'forbidden' });
        expect(refused.detail, name).toContain(`"${scope}"`);
        expect((await ask(route.method, route.path, only.secret)).status, name).not.toBe(403);
      }
    }
  });

  it('refuse all of them where they have no scope, an administrator’s too', async () => {
    const unscoped = server.open.routes.filter(({ access, scope }) => access !== 'anyone' && scope === undefined);
    expect(unscoped.length).toBeGreaterThan(6);
    const admin = await server.user();
    const { id } = (await admin.get('/api/users/me')).json as { id: string };
    await new AccountsRepo(server.open.database.knex).setRole(id, 'admin');
    const { secret } = await createToken(admin, tokenScopeSchema.options);
    for (const { method, path } of unscoped)
      expect(await ask(method, path, secret), `${method} ${path}`).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await admin.get('/api/users/me')).status).toBe(200);
  });

  it('take them from their owner only: what belongs to others is not found', async () => {
    const owner = await server.user();
    const other = await server.user();
    const { id } = (await owner.upload(archive)).json as { id: string };
    const { secret } = await createToken(other, tokenScopeSchema.options);
    const own = await createToken(owner, ['datasets:read']);
    expect(await ask('get', `/api/datasets/${id}`, secret)).toMatchObject({ status: 404, code: 'not_found' });
    expect(await ask('get', `/api/datasets/${id}`, own.secret)).toMatchObject({ status: 200 });
  });
});

/** Without the headers that a TestClient adds. Returns the problem's code. */
async function sendRaw(method: string, path: string, client: TestClient, headers: Record<string, string>) {
  const cookie = [...client.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { ...headers, cookie, 'content-type': 'application/json' },
    body: '{}',
  });
  return ((await response.json()) as { code: string }).code;
}
