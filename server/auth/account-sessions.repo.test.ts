// @module-tag process
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATABASES, startTestServer, type TestServer } from '../testing/test-server.ts';
import { AccountSessionsRepo, type AccountSessionRow } from './account-sessions.repo.ts';

describe.each(DATABASES)('sign-ins on the %s database', (kind) => {
  let server: TestServer;
  let repo: AccountSessionsRepo;
  beforeAll(async () => {
    server = await startTestServer(kind);
    repo = new AccountSessionsRepo(server.open.database.knex);
  });
  afterAll(() => server.close());

  const later = () => new Date(Date.now() + 60_000);
  const rowOf = (userId: string): AccountSessionRow => ({
    id: randomUUID(),
    user_id: userId,
    created_at: new Date(),
    last_seen_at: new Date(),
    expires_at: later(),
    user_agent: 'test',
  });
  const newUser = async () => ((await (await server.user()).get('/api/users/me')).json as { id: string }).id;

  it('are renewed once for each id', async () => {
    const row = rowOf(await newUser());
    expect(await repo.insert(row)).toBe(true);
    expect(await repo.renew(row.id, 'first', new Date(), later())).toBe(true);
    expect(await repo.renew(row.id, 'first', new Date(), later())).toBe(false);
    const twice = await Promise.all([1, 2, 3].map(() => repo.renew(row.id, 'second', new Date(), later())));
    expect(twice.filter(Boolean)).toHaveLength(1);
  });

  it('are not renewed once they are over', async () => {
    const row = rowOf(await newUser());
    await repo.insert(row);
    await repo.end(row.id, row.user_id);
    expect(await repo.renew(row.id, 'late', new Date(), later())).toBe(false);
  });

  it('may be renewed and ended in the same moment', async () => {
    const row = rowOf(await newUser());
    await repo.insert(row);
    const requests = Array.from({ length: 20 }, (_, i) =>
      i % 4 === 3 ? repo.end(row.id, row.user_id) : repo.renew(row.id, `sid-${i}`, new Date(), later()),
    );
    await expect(Promise.all(requests)).resolves.toHaveLength(20);
  });

  it('do not begin for an account that was deleted meanwhile', async () => {
    expect(await repo.insert(rowOf(randomUUID()))).toBe(false);
  });
});
