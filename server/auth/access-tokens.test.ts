// @module-tag process
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jwt from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import type { TestClient } from '../testing/test-client.ts';
import { readAccessToken, signAccessToken } from './access-tokens.ts';
import { openSecret, openSigningKeys, parseSigningKeys, type SigningKeys } from './signing-keys.ts';

const DAY = 86_400_000;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vdf-keys-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('promise 1: access tokens', () => {
  let server: TestServer;
  let client: TestClient;
  let keys: SigningKeys;
  beforeAll(async () => {
    server = await startTestServer();
    client = await server.user('alice');
    keys = await openSigningKeys(join(server.dataDir, 'keys'));
  });
  afterAll(() => server.close());

  const statusWith = async (token: string) =>
    (await client.get('/api/users/me', { cookie: `vdf-access=${token}` })).status;

  it('are RS256 of 15 minutes in an HttpOnly cookie', async () => {
    const { headers } = await server.visitor().login('alice');
    const [access = ''] = headers.getSetCookie().filter((each) => each.startsWith('vdf-access='));
    expect(access).toMatch(/; HttpOnly/);
    expect(access).toMatch(/; SameSite=Lax/);
    expect(access).toMatch(/Max-Age=900;/);
    const token = access.slice(access.indexOf('=') + 1, access.indexOf(';'));
    const { header, payload } = jwt.decode(token, { complete: true }) ?? {};
    expect(header).toEqual({ alg: 'RS256', typ: 'at+jwt', kid: keys[0].kid });
    const { iat = 0, exp = 0 } = payload as jwt.JwtPayload;
    expect(exp - iat).toBe(900);
    expect(await statusWith(token)).toBe(200);
  });

  it('have the __Host- prefix and Secure over https', async () => {
    const secure = await startTestServer('embedded', { PUBLIC_URL: 'https://forge.example.org' });
    const headers = { 'content-type': 'application/json', 'x-forwarded-proto': 'https' };
    const body = JSON.stringify({ username: 'alice', email: 'a@example.org', password: 'seven green elephants' });
    const reply = await secure.visitor().send('POST', '/api/auth/register', { headers, body });
    const cookies = reply.headers.getSetCookie();
    expect(cookies).toHaveLength(2);
    for (const cookie of cookies) expect(cookie).toMatch(/; HttpOnly; Secure; SameSite=/);
    expect(cookies.find((each) => each.startsWith('__Host-vdf-access='))).toMatch(/Path=\/;/);
    await secure.close();
  });

  it('that are forged in any of the known ways get 401', async () => {
    const good = client.cookie('vdf-access') ?? '';
    expect(await statusWith(good)).toBe(200);
    const [{ privateKey, publicKey, kid }] = keys;
    const claims = jwt.decode(good) as jwt.JwtPayload;
    const base = { iss: claims.iss, aud: claims.aud, sub: claims.sub, sid: claims['sid'] as string, exp: claims.exp };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const header = { alg: 'RS256', typ: 'at+jwt', kid };
    const sign = (payload: object, options: jwt.SignOptions = {}) =>
      jwt.sign(payload, privateKey, { algorithm: 'RS256', keyid: kid, header, ...options });
    const hmacInput = `${part({ ...header, alg: 'HS256' })}.${part(base)}`;
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const forged: Record<string, string> = {
      none: `${part({ ...header, alg: 'none' })}.${part(base)}.`,
      'HS256 with the public key': `${hmacInput}.${createHmac('sha256', pem).update(hmacInput).digest('base64url')}`,
      'another key': jwt.sign(base, stranger, { algorithm: 'RS256', keyid: kid, header }),
      'an unknown key id': sign(base, { keyid: 'x', header: { ...header, kid: 'x' } }),
      RS512: sign(base, { algorithm: 'RS512', header: { ...header, alg: 'RS512' } }),
      'another audience': sign({ ...base, aud: 'somebody' }),
      'another issuer': sign({ ...base, iss: 'somebody' }),
      'another type': sign(base, { header: { ...header, typ: 'JWT' } }),
      expired: sign({ ...base, exp: Math.floor(Date.now() / 1000) - 1 }),
      'another account': sign({ ...base, sub: '6b3f0bd2-7b5a-4a2f-9c52-0d2c7d3c8a10' }),
      'no sign-in': sign({ ...base, sid: undefined }),
      'the refresh session': client.cookie('vdf-session') ?? '',
      'cut off': good.slice(0, -4),
      changed: `${good.slice(0, -6)}AAAAAA`,
    };
    expect(await statusWith(sign(base))).toBe(200);
    for (const [how, token] of Object.entries(forged)) expect([how, await statusWith(token)]).toEqual([how, 401]);
  });
});

describe('signing keys', () => {
  it('are made on the first start, for the owner alone, and stay', async () => {
    const own = join(folder, 'first');
    const [first] = await openSigningKeys(own);
    const names = await readdir(own);
    expect(names).toHaveLength(1);
    expect((await stat(join(own, names[0] ?? ''))).mode & 0o777).toBe(0o600);
    expect((await stat(own)).mode & 0o777).toBe(0o700);
    expect((await openSigningKeys(own))[0].kid).toBe(first.kid);
    const secret = await openSecret(own, 'session-secret');
    expect(secret.length).toBeGreaterThanOrEqual(43);
    expect(await openSecret(own, 'session-secret')).toBe(secret);
    expect((await stat(join(own, 'session-secret'))).mode & 0o777).toBe(0o600);
  });

  it('rotate: the new one signs, the old one verifies for a day', async () => {
    const own = join(folder, 'rotating');
    const now = Date.now();
    const [old] = await openSigningKeys(own, now - 91 * DAY);
    const claims = {
      userId: '6b3f0bd2-7b5a-4a2f-9c52-0d2c7d3c8a10',
      sessionId: '7b3f0bd2-7b5a-4a2f-9c52-0d2c7d3c8a10',
    };
    const token = signAccessToken(claims, [old]);
    const keys = await openSigningKeys(own, now);
    expect(keys.map(({ kid }) => kid)).toHaveLength(2);
    expect(keys[0].kid).not.toBe(old.kid);
    expect(readAccessToken(token, keys)).toEqual(claims);
    const later = await openSigningKeys(own, now + 2 * DAY);
    expect(later.map(({ kid }) => kid)).toEqual([keys[0].kid]);
    expect(readAccessToken(token, later)).toBeNull();
  });

  it('can be given, several at once, with escaped line breaks', () => {
    const pem = () =>
      generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
    const [first, second] = [pem().toString(), pem().toString()];
    expect(parseSigningKeys(first + second)).toHaveLength(2);
    expect(parseSigningKeys(first.replaceAll('\n', '\\n'))[0].kid).toBe(parseSigningKeys(first)[0].kid);
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    for (const bad of ['', 'secret', weak.toString(), elliptic.toString()])
      expect(() => parseSigningKeys(bad)).toThrow(expect.objectContaining({ code: 'arguments_invalid' }));
  });
});
