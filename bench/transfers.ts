import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeLargeDataset } from './large-dataset.ts';
import { accountCookie, drain, remove, sendForm, sendPlain, serveApp, servePlain } from './served-transfers.ts';

/** MB/s (of 10^6 bytes) of one round. */
interface Round {
  readonly up: number;
  readonly plainUp: number;
  readonly down: number;
  readonly plainDown: number;
}

/**
 * Measures an archive's upload and download beside the same file as a plain stream, in turns.
 *
 * Both are comparable: both servers run in their own processes and have the same disk; one client reads the
 * file and sends it in the same way to both, and both answer an upload when the bytes are on the disk
 * (fsync). A round that does not count lets both compile their code first.
 *
 * @param bytes of the archive
 * @returns medians of the rounds, and of their ratios also the lowest and the highest
 */
export async function measureTransfers(folder: string, bytes: number, rounds: number): Promise<Record<string, number>> {
  const archive = join(folder, 'large.zip');
  await writeLargeDataset(archive, bytes);
  const plainFolder = join(folder, 'plain');
  await mkdir(plainFolder);
  const plain = await servePlain(plainFolder);
  const app = await serveApp(join(folder, 'data'));
  try {
    const cookie = await accountCookie(app.url, 'bench');
    const measured: Round[] = [];
    for (let i = -1; i < rounds; i++) {
      const round = await measureRound(archive, plain.url, app.url, cookie);
      if (i >= 0) measured.push(round);
    }
    return summaryOf(measured);
  } finally {
    await app.close();
    await plain.close();
    await rm(archive);
  }
}

async function measureRound(archive: string, plain: string, app: string, cookie: string): Promise<Round> {
  const megabytes = (await stat(archive)).size / 1e6;
  const rateOf = async (work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    return megabytes / ((performance.now() - start) / 1000);
  };
  let id = '';
  const plainUp = await rateOf(() => sendPlain(`${plain}/file`, archive));
  const up = await rateOf(async () => {
    id = (JSON.parse(await sendForm(`${app}/api/datasets`, archive, cookie)) as { id: string }).id;
  });
  const plainDown = await rateOf(() => drain(`${plain}/file`));
  const down = await rateOf(() => drain(`${app}/api/datasets/${id}/archive`, { cookie }));
  await remove(`${app}/api/datasets/${id}`, cookie);
  return { up, plainUp, down, plainDown };
}

function summaryOf(rounds: readonly Round[]): Record<string, number> {
  const sorted = (of: (round: Round) => number) => rounds.map(of).sort((a, b) => a - b);
  const median = (of: (round: Round) => number) => sorted(of)[Math.floor(rounds.length / 2)] ?? 0;
  const upload = (round: Round) => round.up / round.plainUp;
  const download = (round: Round) => round.down / round.plainDown;
  return {
    'upload MB/s': median(({ up }) => up),
    'plain upload MB/s': median(({ plainUp }) => plainUp),
    'upload / plain': median(upload),
    'upload / plain, lowest': sorted(upload)[0] ?? 0,
    'upload / plain, highest': sorted(upload).at(-1) ?? 0,
    'download MB/s': median(({ down }) => down),
    'plain download MB/s': median(({ plainDown }) => plainDown),
    'download / plain': median(download),
    'download / plain, lowest': sorted(download)[0] ?? 0,
    'download / plain, highest': sorted(download).at(-1) ?? 0,
  };
}
