// @module-tag process
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { createTestDatabase, DATABASES } from '../testing/test-server.ts';
import { embeddedInstallation, kill, Processes } from '../testing/installations.ts';
import { writeTestArchive } from '../testing/test-archives.ts';
import { TestClient } from '../testing/test-client.ts';

const BOUNDARY = 'a-boundary';
const processes = new Processes();
afterAll(() => processes.killAll());

describe.skipIf(DATABASES.length === 1)(
  'a second server on the same database and data folder',
  { timeout: 60_000 },
  () => {
    it('leaves the archive that the first one just receives', async () => {
      const database = await createTestDatabase();
      const place = await embeddedInstallation();
      const environment = { ...place.environment, DATABASE_URL: database.url, WORKER_SLOTS: '0' };
      const first = await processes.startServer({ ...place, environment });
      const client = new TestClient(first.url);
      await client.register('ann');
      const path = join(place.environment['DATA_DIR'] ?? '', 'pets.zip');
      await writeTestArchive(path, { frameCount: 3 });
      const archive = await readFile(path);
      const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="archive"; filename="a.zip"\r\nContent-Type: application/zip\r\n\r\n`;
      const sending = request(`${first.url}/api/datasets`, {
        method: 'POST',
        headers: {
          cookie: [...client.cookies].map(([name, { value }]) => `${name}=${value}`).join('; '),
          'sec-fetch-site': 'same-origin',
          'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
        },
      });
      const replied = once(sending, 'response') as Promise<[IncomingMessage]>;
      sending.write(head);
      sending.write(archive.subarray(0, 1000));
      await wait(500);

      const second = await processes.startServer({ ...place, environment });
      sending.end(Buffer.concat([archive.subarray(1000), Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]));
      const [{ statusCode }] = await replied;
      expect(statusCode).toBe(201);
      for (const { child } of [first, second]) await kill(child);
      await database.drop();
      await place.remove();
    });
  },
);
