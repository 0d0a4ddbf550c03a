// @module-tag process
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATABASES, startTestServer, type TestServer } from '../testing/test-server.ts';
import { DatasetsRepo } from './datasets.repo.ts';

describe.each(DATABASES)('the rows of datasets on the %s database', (kind) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(kind);
  });
  afterAll(() => server.close());

  it('are not put down for an account that was deleted meanwhile', async () => {
    const row = {
      id: randomUUID(),
      user_id: randomUUID(),
      name: 'Pets',
      name_key: 'pets',
      description: '',
      format: 'yolo-detect',
      counts: { frames: 1, backgroundFrames: 0, objects: 1, framesBySplit: { train: 1, val: 0, test: 0 }, classes: [] },
      class_names: 'dog',
      bytes: 10,
      sha256: '00',
      price_amount: 5,
      price_currency: 'USD',
      video: 'pets.mp4',
      engine: null,
      created_at: new Date(),
    } as const satisfies Parameters<DatasetsRepo['insertStoring']>[0];
    const inserted = new DatasetsRepo(server.open.database.knex).insertStoring(row, 1e9);
    await expect(inserted).rejects.toMatchObject({ code: 'not_signed_in' });
  });
});
