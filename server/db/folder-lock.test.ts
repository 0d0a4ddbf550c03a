// @module-tag process
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildNode, programPath } from '../../scripts/build-node.mjs';
import { copyTemplate } from '../testing/database-template.ts';
import { lockFolder } from './folder-lock.ts';

let dataDir: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'vdf-lock-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

/** Starts a whole server. Resolves with its first output, and its exit code where it has ended. */
async function startServer(): Promise<{ child: ChildProcess; said: string }> {
  const env = { ...process.env, DATA_DIR: dataDir, PORT: '0', DATABASE_URL: '' };
  const child = spawn(process.execPath, [programPath('server')], { env, cwd: resolve('.') });
  children.push(child);
  const said = await new Promise<string>((done) => {
    child.stdout.once('data', (text: Buffer) => done(text.toString()));
    child.stderr.once('data', (text: Buffer) => done(text.toString()));
  });
  return { child, said };
}

describe('promise 17: two servers on one embedded data folder', () => {
  it('the second refuses to start with a clear sentence, and starts once the first has ended or was killed', async () => {
    await buildNode();
    copyTemplate(dataDir);
    const first = await startServer();
    expect(first.said).toContain('is running at');
    const second = await startServer();
    expect(second.said).toMatch(/^The data folder .* is in use by another server: .*\n$/);
    expect(second.child.exitCode ?? ((await once(second.child, 'exit')) as [number])[0]).toBe(1);
    first.child.kill('SIGTERM');
    await once(first.child, 'exit');
    const third = await startServer();
    expect(third.said).toContain('is running at');
    third.child.kill('SIGKILL');
    await once(third.child, 'exit');
    const fourth = await startServer();
    expect(fourth.said).toContain('is running at');
  });
});

describe('a locked folder', () => {
  it('is free again after its release', async () => {
    const release = await lockFolder(dataDir);
    await release();
    await (
      await lockFolder(dataDir)
    )();
  });
});
