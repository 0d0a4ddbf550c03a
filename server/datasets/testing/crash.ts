// A process that saves a dataset and is killed at one step: `tsx crash.ts DATA_DIR ARCHIVE USER_ID STEP`.
import { createReadStream } from 'node:fs';
import { pino } from 'pino';
import { readConfig } from '../../config.ts';
import { openAppServices } from '../../open-app-services.ts';
import type { BlobContent, BlobStore } from '../../storage/blob-store.ts';
import { DatasetsRepo } from '../datasets.repo.ts';
import { DatasetsService } from '../datasets.service.ts';
import { receiveArchive } from '../received-archive.ts';

const [dataDir = '', archive = '', userId = '', step = ''] = process.argv.slice(2);
const log = pino({ level: 'silent' });
const config = readConfig({ DATA_DIR: dataDir });
const { database, store } = await openAppServices(config, log);

function killAt(reached: string): void {
  if (reached === step) process.kill(process.pid, 'SIGKILL');
}

class KilledRepo extends DatasetsRepo {
  override async insertStoring(...args: Parameters<DatasetsRepo['insertStoring']>): Promise<boolean> {
    killAt('before the row');
    const inserted = await super.insertStoring(...args);
    killAt('after the row');
    return inserted;
  }

  override async markReady(id: string, previews: number): Promise<boolean> {
    killAt('before the row is ready');
    const marked = await super.markReady(id, previews);
    killAt('after the row is ready');
    return marked;
  }
}

/**
 * The real store, killed while the archive's bytes are being written to the temporary file, or around a put.
 */
const killedStore: BlobStore = {
  open: (...args) => store.open(...args),
  size: (key) => store.size(key),
  remove: (key) => store.remove(key),
  move: (key, to) => store.move(key, to),
  list: (prefix) => store.list(prefix),
  check: () => store.check(),
  async put(key, content) {
    const name = key.endsWith('.zip') ? 'the archive' : 'a preview';
    killAt(`before ${name}`);
    await store.put(key, step === `amid ${name}` ? brokenOff(content) : content);
    killAt(`after ${name}`);
  },
};

async function* brokenOff(content: BlobContent): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(typeof content === 'string' ? 1000 : 10);
  await new Promise((resolve) => setTimeout(resolve, 50));
  process.kill(process.pid, 'SIGKILL');
}

const service = new DatasetsService(new KilledRepo(database.knex), killedStore, config.pricing, config.quotaBytes, log);
await service.save(userId, await receiveArchive(createReadStream(archive), `${archive}.${process.pid}`), {});
process.exit(3);
