// @module-tag process
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createdTokenSchema, personalTokensSchema } from '../../core/schema/api/tokens.ts';
import type { TestClient, TestReply } from '../testing/test-client.ts';
import { PASSWORD } from '../testing/test-client.ts';
import { DATABASES, startTestServer, type TestServer } from '../testing/test-server.ts';

describe.each(DATABASES)('personal access tokens on the %s database', (kind) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(kind);
  });
  afterAll(() => server.close());

  const table = () => server.open.database.knex('personal_tokens');
  const rowOf = async (id: string) => (await table().where({ id }).first()) as Readonly<Record<string, unknown>>;
  const create = async (client: TestClient, fields: object = {}) =>
    createdTokenSchema.parse(
      (await client.json('POST', '/api/users/me/tokens', { name: 'laptop', scopes: ['datasets:read'], ...fields }))
        .json,
    );
  const list = async (client: TestClient) =>
    personalTokensSchema.parse((await client.get('/api/users/me/tokens')).json).tokens;
  const ask = (authorization: string, path = '/api/token'): Promise<TestReply> =>
    server.visitor().get(path, { authorization });

  it('sign a program in, within their scopes', async () => {
    const ann = await server.user('ann');
    const { token, secret } = await create(ann, { scopes: ['datasets:read', 'jobs:write', 'jobs:write'], days: 2 });
    expect(secret).toMatch(/^vdf_[A-Za-z0-9_-]{43}$/);
    expect(token).toMatchObject({ name: 'laptop', ending: secret.slice(-4), lastUsedAt: null });
    expect(token.scopes).toEqual(['datasets:read', 'jobs:write']);
    expect(Date.parse(token.expiresAt) - Date.parse(token.createdAt)).toBe(2 * 24 * 3_600_000);
    expect((await ask(`Bearer ${secret}`)).json).toEqual({
      username: 'ann',
      scopes: token.scopes,
      expiresAt: token.expiresAt,
    });
    expect(await ask(`bearer ${secret}`, '/api/datasets')).toMatchObject({ status: 200, json: { datasets: [] } });
  });

  it('are kept as hashes: neither the database, the lists nor the log have a secret', async () => {
    const ben = await server.user('ben');
    const { token, secret } = await create(ben);
    await ask(`Bearer ${secret}`);
    await ask(`Bearer ${secret}x`);
    const row = await rowOf(token.id);
    expect(row['hash']).toBe(createHash('sha256').update(secret).digest('hex'));
    for (const text of [JSON.stringify(row), JSON.stringify(await list(ben)), server.log.join('\n')])
      expect(text).not.toContain(secret.slice(4));
    expect(await list(ben)).toMatchObject([{ id: token.id, ending: secret.slice(-4) }]);
  });

  it('are refused once they are expired, revoked, or their account is deleted', async () => {
    const cleo = await server.user('cleo');
    const [over, revoked, last] = [await create(cleo), await create(cleo), await create(cleo)];
    await table()
      .where({ id: over.token.id })
      .update({ expires_at: new Date(Date.now() - 1) });
    expect((await cleo.send('DELETE', `/api/users/me/tokens/${revoked.token.id}`)).status).toBe(204);
    for (const { secret } of [over, revoked])
      expect(await ask(`Bearer ${secret}`)).toMatchObject({ status: 401, json: { code: 'not_signed_in' } });
    // Its owner sees it as expired until they remove it.
    expect((await list(cleo)).map(({ id }) => id).toSorted()).toEqual([over.token.id, last.token.id].toSorted());
    const change = { currentPassword: PASSWORD, newPassword: 'eight green elephants' };
    expect((await cleo.json('PUT', '/api/auth/password', change)).status).toBe(200);
    expect((await ask(`Bearer ${last.secret}`)).status).toBe(200);
    expect((await cleo.send('DELETE', '/api/users/me')).status).toBe(204);
    expect((await ask(`Bearer ${last.secret}`)).status).toBe(401);
    expect(await rowOf(last.token.id)).toBeUndefined();
  });

  it('are refused where they are not whole and right', async () => {
    const dora = await server.user('dora');
    const { secret } = await create(dora);
    const wrong = [
      '',
      'Bearer',
      'Bearer ',
      `Basic ${secret}`,
      secret,
      `Bearer ${secret.slice(0, -1)}`,
      `Bearer ${secret}A`,
      `Bearer ${secret.slice(4)}`,
      `Bearer ${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`,
      `Bearer vdf_${'A'.repeat(43)}`,
      `Bearer vdf_${"'".repeat(43)}`,
      `Bearer vdf_${'x'.repeat(10_000)}`,
      `Bearer ${createHash('sha256').update(secret).digest('hex')}`,
    ];
    for (const each of wrong) expect((await ask(each)).status, each.slice(0, 60)).toBe(401);
  });

  it('count for nothing beside the cookie of a signed-in user', async () => {
    const [eve, fay] = [await server.user('eve'), await server.user('fay')];
    const { secret } = await create(eve);
    const reply = await fay.get('/api/users/me', { authorization: `Bearer ${secret}` });
    expect(reply.json).toMatchObject({ username: 'fay' });
    const signOut = { method: 'POST', body: '{"everywhere":true}' };
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${secret}` };
    expect((await fetch(`${server.url}/api/auth/logout`, { ...signOut, headers })).status).toBe(204);
    expect((await eve.get('/api/users/me')).status).toBe(200);
  });

  it('say when they were last used, put down once a minute', async () => {
    const gus = await server.user('gus');
    const { token, secret } = await create(gus);
    await ask(`Bearer ${secret}`);
    const first = (await rowOf(token.id))['last_used_at'] as Date;
    expect(Date.now() - first.getTime()).toBeLessThan(30_000);
    await ask(`Bearer ${secret}`);
    expect((await rowOf(token.id))['last_used_at']).toEqual(first);
    await table()
      .where({ id: token.id })
      .update({ last_used_at: new Date(Date.now() - 61_000) });
    await ask(`Bearer ${secret}`);
    expect(((await rowOf(token.id))['last_used_at'] as Date).getTime()).toBeGreaterThanOrEqual(first.getTime());
  });

  it('are at most fifty an account, however many are asked for at once', async () => {
    const hal = await server.user('hal');
    const body = { name: 'many', scopes: ['jobs:read'] };
    const replies = await Promise.all(Array.from({ length: 55 }, () => hal.json('POST', '/api/users/me/tokens', body)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(50);
    expect(replies.find(({ status }) => status !== 201)).toMatchObject({
      status: 413,
      json: { code: 'quota_exceeded' },
    });
    const [first] = await list(hal);
    await hal.send('DELETE', `/api/users/me/tokens/${first?.id}`);
    expect((await hal.json('POST', '/api/users/me/tokens', body)).status).toBe(201);
  });

  it('are asked for with a name, scopes that there are, and at most a year', async () => {
    const ida = await server.user('ida');
    const wrong = [{ name: '' }, { scopes: [] }, { scopes: ['admin'] }, { days: 0 }, { days: 367 }, { days: 1.5 }];
    for (const fields of wrong) {
      const body = { name: 'laptop', scopes: ['jobs:read'], ...fields };
      expect((await ida.json('POST', '/api/users/me/tokens', body)).status, JSON.stringify(fields)).toBe(400);
    }
    expect(await list(ida)).toEqual([]);
  });
});
