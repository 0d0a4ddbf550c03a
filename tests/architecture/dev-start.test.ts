// @module-tag process
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOptions, serverEnvironment } from '../../scripts/dev/options.ts';
import { ROOT } from '../../scripts/serve-app.ts';

const dev = (...args: string[]) =>
  spawnSync(process.execPath, ['scripts/dev.mjs', ...args], { cwd: ROOT, encoding: 'utf8', timeout: 30_000 });

describe('the start of the development servers', () => {
  it('says in one sentence which port is taken and how to take another', async () => {
    const other = createServer().listen(0);
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { status, stdout, stderr } = dev('--port', String(port));
    other.close();
    expect(stderr).toBe(
      `Port ${port} is already in use: stop the program that uses it or choose another, ` +
        'as in npm run dev -- --port 5174.\n',
    );
    expect([status, stdout]).toEqual([1, '']);
  });

  it('says how it is started where an argument is wrong', () => {
    expect(() => readOptions(['--domo'], {})).toThrow('npm run dev -- [--demo]');
    expect(() => readOptions(['--port', 'eight'], {})).toThrow('--port must be a whole number from 1 to 65535');
  });

  it('takes the demo from npm, too, which keeps the argument for itself without "--"', () => {
    expect(readOptions([], { npm_config_demo: 'true' }).demo).toBe(true);
    expect(readOptions(['--demo'], {}).demo).toBe(true);
    expect(readOptions([], {}).demo).toBe(false);
  });

  it('has data of its own, whatever the environment names', () => {
    const named = {
      DATA_DIR: '/srv/forge',
      DATABASE_URL: 'postgres://forge@db/forge',
      S3_BUCKET: 'forge',
      PUBLIC_URL: 'https://forge.example.org',
      LOG_LEVEL: 'debug',
    };
    expect(serverEnvironment(readOptions([], {}), named)).toMatchObject({
      DATA_DIR: join(ROOT, 'data', 'dev'),
      DATABASE_URL: '',
      S3_BUCKET: '',
      PUBLIC_URL: '',
      LOG_LEVEL: 'debug',
    });
  });
});
