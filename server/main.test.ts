// @module-tag process
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildNode, programPath } from '../scripts/build-node.mjs';
import { copyTemplate } from './testing/database-template.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const running: ChildProcess[] = [];
let dataDir: string;
beforeAll(async () => {
  await buildNode();
  dataDir = await mkdtemp(join(tmpdir(), 'vdf-main-'));
  copyTemplate(dataDir);
});
afterAll(() => rm(dataDir, { recursive: true }));
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

function start(port: string, args: readonly string[] = [], folder = dataDir) {
  const child = spawn(process.execPath, [programPath('server'), ...args], {
    cwd: root,
    env: { ...process.env, PORT: port, DATA_DIR: folder, DATABASE_URL: '' },
  });
  running.push(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  return { child, output, closed: once(child, 'close') };
}

describe('the server as a process', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('says its address once it answers, and ends well on %s', async (signal) => {
    const { child, output, closed } = start('0');
    await Promise.race([once(child.stdout, 'data'), closed]);
    const address = /^Vision Data Forge is running at (http:\/\/localhost:\d+)\n$/.exec(output.stdout)?.[1];
    expect((await fetch(`${address}/api/health`)).status).toBe(200);
    child.kill(signal);
    expect(await closed).toEqual([0, null]);
    expect(output.stderr).toBe('');
  });

  it('says in one sentence that its port is taken', async () => {
    const other = createServer().listen(0);
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { output, closed } = start(String(port));
    expect(await closed).toEqual([1, null]);
    other.close();
    expect(output.stdout).toBe('');
    expect(output.stderr).toMatch(new RegExp(`^Port ${port} is already in use: [^\n]*\n$`));
  });

  it(
    'promise 22: does not start beside files without their database, unless an option accepts it',
    { tags: ['long'] },
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'vdf-main-'));
      const video = 'videos/1b4e28ba-2fa1-41d2-883f-0016d3cca427/0-1b4e28ba-2fa1-41d2-883f-0016d3cca427';
      await mkdir(join(folder, 'storage', video, '..'), { recursive: true });
      await writeFile(join(folder, 'storage', video), 'kept');
      for (const args of [[], ['--accept-everything']]) {
        const { output, closed } = start('0', args, folder);
        expect(await closed).toEqual([1, null]);
        expect(output.stdout).toBe('');
        expect(output.stderr).toMatch(/^[^\n]*--accept-empty-database[^\n]*\.\n$/);
        expect(await readdir(folder)).not.toContain('keys');
      }
      const { child, output, closed } = start('0', ['--accept-empty-database'], folder);
      await Promise.race([once(child.stdout, 'data'), closed]);
      expect(output.stdout).toContain('is running at');
      expect(output.stderr).toContain('quarantine');
      const files = await readdir(join(folder, 'storage', 'quarantine'), { recursive: true });
      expect(files.some((name) => name.endsWith(video))).toBe(true);
      child.kill('SIGTERM');
      await closed;
      await rm(folder, { recursive: true });
    },
  );

  it('says in one sentence which setting is wrong', async () => {
    const { output, closed } = start('eight');
    expect(await closed).toEqual([1, null]);
    expect(output.stderr).toBe('The setting PORT is wrong: a whole number from 0 to 65535 is wanted.\n');
  });
});
