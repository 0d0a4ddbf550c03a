// @module-tag process
import { afterEach, describe, expect, it } from 'vitest';
import { PASSWORD } from '../testing/test-client.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

const attempts = { failuresPerAccount: 3, failuresPerAddress: 6, accountsPerAddress: 4 };
let server: TestServer;
afterEach(() => server.close());

/** Tries to sign in, each time from a different claimed address. */
async function tryFrom(address: string, login: string, password: string): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
  const body = JSON.stringify({ login, password });
  return (await server.visitor().send('POST', '/api/auth/login', { headers, body })).status;
}

describe('promise 5: sign-ins are limited', () => {
  it('per account, whatever X-Forwarded-For says and however the name is written; others get in', async () => {
    server = await startTestServer('embedded', {}, { attempts });
    await server.user('alice');
    await server.user('bob');
    for (const [i, name] of ['alice', 'ALICE', 'Alice'].entries())
      expect(await tryFrom(`10.0.0.${i}`, name, 'wrong password')).toBe(401);
    expect(await tryFrom('10.0.0.9', 'alice', PASSWORD)).toBe(429);
    expect(await tryFrom('10.0.0.9', 'bob', PASSWORD)).toBe(200);
  });

  it('per address, whatever X-Forwarded-For says; those that succeed do not count', async () => {
    server = await startTestServer('embedded', {}, { attempts });
    await server.user('carol');
    for (let i = 0; i < 10; i++) expect(await tryFrom('10.0.0.1', 'carol', PASSWORD)).toBe(200);
    for (let i = 0; i < 6; i++) expect(await tryFrom(`10.0.0.${i}`, `nobody${i}`, 'wrong password')).toBe(401);
    expect(await tryFrom('10.0.0.99', 'nobody99', 'wrong password')).toBe(429);
  });

  it('per address behind the proxy that was named, and by no address that the client itself claims', async () => {
    server = await startTestServer('embedded', { TRUST_PROXY: '1' }, { attempts });
    for (let i = 0; i < 6; i++) expect(await tryFrom(`6.6.6.${i}, 10.0.0.1`, `nobody${i}`, 'wrong password')).toBe(401);
    expect(await tryFrom('6.6.6.9, 10.0.0.1', 'nobody8', 'wrong password')).toBe(429);
    expect(await tryFrom('6.6.6.9, 10.0.0.2', 'nobody9', 'wrong password')).toBe(401);
  });

  it('and so are new accounts from one address', async () => {
    server = await startTestServer('embedded', {}, { attempts });
    for (let i = 0; i < 4; i++) expect((await server.visitor().register(`new${i}`)).status).toBe(201);
    expect(await server.visitor().register('new4')).toMatchObject({ status: 429, json: { code: 'too_many_requests' } });
  });
});
