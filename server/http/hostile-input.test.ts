// @module-tag process
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemSchema } from '../../core/schema/api/problem.ts';
import { PASSWORD, type TestClient } from '../testing/test-client.ts';
import { DATABASES, startTestServer, type TestServer } from '../testing/test-server.ts';

const UUID = '6b3f0bd2-7b5a-4a2f-9c52-0d2c7d3c8a10';
const good = { username: 'good-name', email: 'good@example.org', password: PASSWORD };

/** Texts that hide, forge or break something. */
const TRICKS = [
  '',
  ' ',
  'a\0b',
  'abc\u202Etxt',
  'a\u200Bb',
  'а\u0301dmin',
  '\uD800',
  'x'.repeat(5000),
  '../../etc',
  "'; drop table users; --",
  '${7*7}',
  '__proto__',
];

describe.each(DATABASES)('hostile input on the %s database', (kind) => {
  let server: TestServer;
  let client: TestClient;
  beforeAll(async () => {
    server = await startTestServer(kind);
    client = await server.user('victim');
  });
  afterAll(() => server.close());

  it.each([
    ['POST', '/api/auth/register', { ...good }],
    ['PATCH', '/api/users/me', { username: 'good-name', email: 'good@example.org' }],
    ['PUT', '/api/auth/password', { currentPassword: PASSWORD, newPassword: PASSWORD }],
    ['POST', '/api/auth/login', { login: 'good-name', password: PASSWORD }],
    ['PATCH', `/api/datasets/${UUID}`, { name: 'name', description: 'description' }],
  ])('%s %s refuses each field that is missing, of another type, too long or a trick', async (method, path, body) => {
    for (const field of Object.keys(body)) {
      for (const value of [undefined, null, 7, true, [], {}, ...TRICKS]) {
        const { status, json } = await client.json(method, path, { ...body, [field]: value });
        const what = `${field} = ${JSON.stringify(value)?.slice(0, 40)}`;
        // A hostile value may be a valid password, or a harmless description of a dataset that does not
        // exist.
        expect(status, what).toBeGreaterThanOrEqual(isHarmless(path, field, value) ? 200 : 400);
        expect(status, what).toBeLessThan(500);
        if (status >= 400) expect(problemSchema.safeParse(json).success, what).toBe(true);
      }
    }
  });

  it('takes no field that it does not know', async () => {
    const reply = await server.visitor().json('POST', '/api/auth/register', {
      ...good,
      username: 'mallory',
      email: 'm@example.org',
      role: 'admin',
      id: UUID,
    });
    expect(reply).toMatchObject({ status: 201, json: { role: 'user' } });
    expect(reply.json).not.toMatchObject({ id: UUID });
    const changed = await client.json('PATCH', '/api/users/me', { email: 'v@example.org', role: 'admin' });
    expect(changed).toMatchObject({ status: 200, json: { role: 'user' } });
  });

  it.each([30])('never gives a 500 for %i random bodies on each route', expectNoFault);
  it.each([200])(
    'never gives a 500 for %i random bodies on each route',
    { tags: ['long'], timeout: 240_000 },
    expectNoFault,
  );

  async function expectNoFault(bodiesOfRoute: number): Promise<void> {
    // A GET has no body; its address has a test of its own.
    const routes = server.open.routes.filter(({ method }) => method !== 'get');
    for (const route of routes) {
      const path = route.path.replace(':id', UUID).replace(':index', '0');
      const bodies = fc.oneof(
        fc.json(),
        fc.string(),
        fc.object().map((each) => JSON.stringify(each)),
      );
      // One sample for each route, sent ten at a time.
      const samples = fc.sample(
        fc.tuple(
          bodies,
          fc.constantFrom(
            'application/json',
            'text/plain',
            'multipart/form-data; boundary=x',
            'application/x-www-form-urlencoded',
          ),
        ),
        bodiesOfRoute,
      );
      for (let at = 0; at < samples.length; at += 10) {
        const replies = await Promise.all(
          samples.slice(at, at + 10).map(([body, type]) => sendRandom(route.method, path, body, type)),
        );
        for (const [i, status] of replies.entries())
          expect(status, `${route.method} ${path} ${JSON.stringify(samples[at + i])}`).toBeLessThan(500);
      }
    }
    expect((await server.visitor().get('/api/ready')).status).toBe(200);
  }

  it('never gives a 500 for random queries, parameters and cookies', async () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...TRICKS));
    await fc.assert(
      fc.asyncProperty(texts, texts, fc.string(), async (search, cursor, cookie) => {
        const query = new URLSearchParams({ search, cursor, sort: search, limit: cursor });
        const paths = [
          `/api/datasets?${query.toString()}`,
          `/api/datasets?search=${encodeURIComponent(wellFormed(search))}`,
          `/api/datasets/${encodeURIComponent(wellFormed(cursor))}/previews/${encodeURIComponent(wellFormed(search))}`,
        ];
        for (const path of paths) {
          expect((await client.get(path)).status, path).toBeLessThan(500);
          const forged = `vdf-access=${encodeURIComponent(wellFormed(cookie))}; vdf-session=s%3A${encodeURIComponent(wellFormed(cookie))}`;
          const { status } = await client.get(path, { cookie: forged });
          // An empty parameter makes an address that leads nowhere; Node refuses headers of more than 16 kB by itself.
          const refusals = path.length > 15_000 ? [401, 431] : path.includes('previews') ? [400, 401, 404] : [401];
          expect(refusals, forged).toContain(status);
        }
      }),
      { numRuns: 60 },
    );
  });

  async function sendRandom(method: string, path: string, body: string, type: string): Promise<number> {
    const visitor = client.copy();
    // Requests that would end the test's own account or sign-in are sent anonymously.
    if (/logout|users\/me$/.test(path)) visitor.cookies.clear();
    return (await visitor.send(method.toUpperCase(), path, { body, headers: { 'content-type': type } })).status;
  }
});

function isHarmless(path: string, field: string, value: unknown): boolean {
  if (value === undefined && path.includes('users/me')) return true;
  return typeof value === 'string' && /password|login/i.test(field);
}

/** The text with lone surrogates replaced, which no address can hold. */
const wellFormed = (text: string): string => Buffer.from(text).toString();
