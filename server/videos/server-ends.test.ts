// @module-tag process
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startTestServer } from '../testing/test-server.ts';
import { beginUpload, noise, openPatch } from './testing/upload.ts';

const SENT = 2 << 20;
const content = noise(3 << 20);

it('what came of an upload is counted when the server ends amid it', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'vdf-ends-'));
  const first = await startTestServer('embedded', { DATA_DIR: dataDir });
  const ann = await first.user('ann');
  const id = await beginUpload(ann, content);
  openPatch(first.url, ann, id, 0, content.length).write(content.subarray(0, SENT));
  const incoming = join(dataDir, 'storage', '.incoming');
  const arrived = async () => {
    const [name] = await readdir(incoming);
    return name === undefined ? 0 : (await stat(join(incoming, name))).size;
  };
  await expect.poll(arrived, { timeout: 20_000 }).toBeGreaterThan(SENT / 2);
  await first.close();

  const second = await startTestServer('embedded', { DATA_DIR: dataDir });
  const again = second.visitor();
  await again.login('ann');
  const { received } = (await again.get(`/api/uploads/${id}`)).json as { received: number };
  expect(received).toBeGreaterThan(SENT / 2);
  await second.close();
  await rm(dataDir, { recursive: true });
});
