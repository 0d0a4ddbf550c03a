// Whether the server's memory grows with the size of an archive: `npx tsx bench/large-archive.ts [--megabytes
// 2000] [--json FILE]` generates a dataset, uploads it to a server in its own process, downloads it again,
// and reads the resident memory of that process ten times a second. An archive of 100 MB is transferred
// first, so that code and buffers are loaded.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeLargeDataset } from './large-dataset.ts';
import { residentMegabytes } from './resident-memory.ts';
import { accountCookie, drain, sendForm, serveApp } from './served-transfers.ts';

const WARM_UP_BYTES = 100_000_000;
const INTERVAL = 100;

const { values } = parseArgs({
  options: { megabytes: { type: 'string', default: '2000' }, json: { type: 'string' } },
});
const folder = await mkdtemp(join(tmpdir(), 'vdf-large-'));
try {
  const results = await measure(Number(values.megabytes) * 1e6);
  for (const [name, value] of Object.entries(results)) console.log(`${name}: ${value.toFixed(3)}`);
  if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 1)}\n`);
} finally {
  await rm(folder, { recursive: true });
}

async function measure(wanted: number): Promise<Record<string, number>> {
  const [small, large] = [join(folder, 'small.zip'), join(folder, 'large.zip')];
  await writeLargeDataset(small, WARM_UP_BYTES);
  const { bytes, frames } = await writeLargeDataset(large, wanted);
  const server = await serveApp(join(folder, 'data'));
  try {
    const cookie = await accountCookie(server.url, 'bench');
    const send = async (path: string) => {
      const { id } = JSON.parse(await sendForm(`${server.url}/api/datasets`, path, cookie)) as { id: string };
      return `${server.url}/api/datasets/${id}/archive`;
    };
    await drain(await send(small), { cookie });
    const before = await readWhile(server.pid, () => new Promise((resolve) => setTimeout(resolve, 2000)));
    let address = '';
    const upload = await readWhile(server.pid, async () => void (address = await send(large)));
    const download = await readWhile(server.pid, async () => {
      if ((await drain(address, { cookie })) !== bytes) throw new Error('the archive came back with another size');
    });
    const after = await readWhile(server.pid, () => new Promise((resolve) => setTimeout(resolve, 2000)));
    return {
      'archive (MB)': bytes / 1e6,
      frames,
      'RSS before (MB)': before.mean,
      'highest RSS during the upload (MB)': upload.highest,
      'highest RSS during the download (MB)': download.highest,
      'RSS after (MB)': after.mean,
      'highest / before': Math.max(upload.highest, download.highest) / before.mean,
      'after / before': after.mean / before.mean,
      'upload (s)': upload.seconds,
      'download (s)': download.seconds,
    };
  } finally {
    await server.close();
  }
}

/** The memory of a process while `work` runs. */
async function readWhile(pid: number, work: () => Promise<unknown>) {
  const readings = [await residentMegabytes(pid)];
  const start = performance.now();
  const timer = setInterval(() => void residentMegabytes(pid).then((reading) => readings.push(reading)), INTERVAL);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  const seconds = (performance.now() - start) / 1000;
  const mean = readings.reduce((sum, reading) => sum + reading, 0) / readings.length;
  return { highest: Math.max(...readings), mean, seconds };
}
