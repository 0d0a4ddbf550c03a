// @module-tag process
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATABASES, startTestServer, type TestServer } from '../testing/test-server.ts';
import { PASSWORD } from '../testing/test-client.ts';

describe.each(DATABASES)('accounts on the %s database', (kind) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(kind);
  });
  afterAll(() => server.close());

  it('are registered, signed in to with either name in any case, and described', async () => {
    const ann = server.visitor();
    const registered = await ann.register('Ann');
    expect(registered.status).toBe(201);
    const account = { username: 'Ann', email: 'ann@example.org', role: 'user' };
    expect(registered.json).toMatchObject({ ...account, storage: { usedBytes: 0, datasets: 0 } });
    expect(JSON.stringify(registered.json)).not.toMatch(/password|hash|argon/i);
    expect((await ann.get('/api/users/me')).json).toEqual(registered.json);
    for (const login of ['ann', 'ANN@example.org']) {
      const again = server.visitor();
      expect((await again.login(login)).status, login).toBe(200);
      expect((await again.get('/api/users/me')).json).toMatchObject(account);
    }
  });

  it('have names and addresses of their own', async () => {
    await server.user('bob');
    const twin = { username: 'BOB', email: 'other@example.org', password: PASSWORD };
    const sameName = await server.visitor().json('POST', '/api/auth/register', twin);
    expect(sameName).toMatchObject({ status: 409, json: { code: 'username_taken' } });
    const alias = { username: 'bob2', email: 'BOB@example.org', password: PASSWORD };
    const sameAddress = await server.visitor().json('POST', '/api/auth/register', alias);
    expect(sameAddress).toMatchObject({ status: 409, json: { code: 'email_taken' } });
    const carol = await server.user('carol');
    expect((await carol.json('PATCH', '/api/users/me', { username: 'Bob' })).json).toMatchObject({
      code: 'username_taken',
    });
    const changed = await carol.json('PATCH', '/api/users/me', { username: 'Caroline', email: 'C@example.org' });
    expect(changed).toMatchObject({ status: 200, json: { username: 'Caroline', email: 'c@example.org' } });
  });

  it('refuse the commonest passwords and short ones, and nothing else about passwords', async () => {
    const register = (username: string, password: string) =>
      server.visitor().json('POST', '/api/auth/register', { username, email: `${username}@example.org`, password });
    expect(await register('dave', 'password1')).toMatchObject({ status: 422, json: { code: 'password_common' } });
    expect(await register('dave', 'short')).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
    expect((await register('dave', 'только строчные буквы')).status).toBe(201);
    expect((await register('erin', 'x'.repeat(256))).status).toBe(201);
  });

  it('promise 2: a sign-out, a changed password and a deleted account end every token at once', async () => {
    const frank = await server.user('frank');
    const phone = server.visitor();
    await phone.login('frank');
    const stolen = phone.copy();
    expect((await phone.json('POST', '/api/auth/logout')).status).toBe(204);
    for (const client of [phone, stolen]) {
      expect((await client.get('/api/users/me')).status).toBe(401);
      expect((await client.json('POST', '/api/auth/refresh')).status).toBe(401);
    }
    expect((await frank.get('/api/users/me')).status).toBe(200);

    await phone.login('frank');
    const before = frank.copy();
    const change = { currentPassword: PASSWORD, newPassword: 'another good password' };
    expect((await frank.json('PUT', '/api/auth/password', { ...change, currentPassword: 'wrong' })).status).toBe(403);
    expect((await frank.json('PUT', '/api/auth/password', change)).status).toBe(200);
    for (const client of [phone, before]) expect((await client.get('/api/users/me')).status).toBe(401);
    expect((await frank.get('/api/users/me')).status).toBe(200);
    expect((await server.visitor().login('frank')).status).toBe(401);
    expect((await server.visitor().login('frank', 'another good password')).status).toBe(200);

    const after = frank.copy();
    expect((await frank.send('DELETE', '/api/users/me')).status).toBe(204);
    expect((await after.get('/api/users/me')).status).toBe(401);
    expect((await after.json('POST', '/api/auth/refresh')).status).toBe(401);
    expect((await server.visitor().login('frank', 'another good password')).status).toBe(401);
  });

  it('promise 2: sessions are renewed at each refresh, and a replayed id ends the family', async () => {
    const grace = await server.user('grace');
    const registered = grace.cookie('vdf-session');
    await grace.login('grace');
    expect(grace.cookie('vdf-session')).not.toBe(registered);
    const old = grace.copy();
    expect((await grace.json('POST', '/api/auth/refresh')).status).toBe(200);
    expect(grace.cookie('vdf-session')).not.toBe(old.cookie('vdf-session'));
    expect((await grace.get('/api/users/me')).status).toBe(200);
    expect((await grace.json('POST', '/api/auth/refresh')).status).toBe(200);
    expect(await old.json('POST', '/api/auth/refresh')).toMatchObject({ status: 401, json: { code: 'not_signed_in' } });
    expect((await grace.get('/api/users/me')).status).toBe(401);
    expect((await grace.json('POST', '/api/auth/refresh')).status).toBe(401);
  });

  it('promise 2: of two refreshes with one id only one is answered, and both end', async () => {
    const heidi = await server.user('heidi');
    const twin = heidi.copy();
    const replies = await Promise.all([heidi, twin].map((client) => client.json('POST', '/api/auth/refresh')));
    expect(replies.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    for (const client of [heidi, twin]) expect((await client.get('/api/users/me')).status).toBe(401);
  });

  it('list their sessions, and end one or all of them', async () => {
    const ivan = await server.user('ivan');
    const [phone, tablet] = [server.visitor(), server.visitor()];
    await phone.login('ivan');
    await tablet.login('ivan');
    const { sessions } = (await ivan.get('/api/users/me/sessions')).json as {
      sessions: { id: string; current: boolean }[];
    };
    expect(sessions).toHaveLength(3);
    expect(sessions.filter(({ current }) => current)).toHaveLength(1);
    const others = await phone.get('/api/users/me/sessions');
    const phones = (others.json as { sessions: { id: string; current: boolean }[] }).sessions.find(
      (each) => each.current,
    );
    expect((await ivan.send('DELETE', `/api/users/me/sessions/${phones?.id}`)).status).toBe(204);
    expect((await ivan.send('DELETE', `/api/users/me/sessions/${phones?.id}`)).status).toBe(404);
    expect((await phone.get('/api/users/me')).status).toBe(401);
    expect((await tablet.get('/api/users/me')).status).toBe(200);
    const judy = await server.user('judy');
    expect((await judy.send('DELETE', `/api/users/me/sessions/${sessions[0]?.id}`)).status).toBe(404);
    expect((await ivan.json('POST', '/api/auth/logout', { everywhere: true })).status).toBe(204);
    expect((await tablet.get('/api/users/me')).status).toBe(401);
    expect((await tablet.json('POST', '/api/auth/logout')).status).toBe(204);
  });

  it('never write passwords, tokens or cookies into the log', async () => {
    const text = server.log.join('');
    expect(text).toContain('/api/auth/login');
    for (const secret of [PASSWORD, 'eyJ', 'vdf-session', 'argon2']) expect(text).not.toContain(secret);
  });
});
