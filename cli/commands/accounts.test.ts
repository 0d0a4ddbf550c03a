// @module-tag process
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PASSWORD } from '../../server/testing/test-client.ts';
import { copyTemplate } from '../../server/testing/database-template.ts';
import { writeTestArchive } from '../../server/testing/test-archives.ts';
import { startTestServer } from '../../server/testing/test-server.ts';
import { inFolder, runCli } from '../testing/cli.ts';

const run = (args: readonly string[], environment: Record<string, string> = {}) =>
  runCli(args, undefined, { VDF_PASSWORD: PASSWORD, DATABASE_URL: '', ...environment });

describe('vdf user', () => {
  it('makes the first administrator, once', async () => {
    await inFolder(async (folder) => {
      const args = ['user', 'create', '--username', 'root', '--email', 'root@example.org', '--admin'];
      const environment = { DATA_DIR: join(folder, 'data') };
      expect(await run(args, environment)).toEqual({
        code: 0,
        stdout: 'Created the administrator root.\n',
        stderr: '',
      });
      expect(await run(args, environment)).toMatchObject({
        code: 1,
        stderr: 'This username is taken: choose another one.\n',
      });
      const server = await startTestServer('embedded', environment);
      const root = server.visitor();
      expect((await root.login('root')).json).toMatchObject({ role: 'admin' });
      const busy = ['user', 'create', '--username', 'second', '--email', 'second@example.org'];
      expect(await run(busy, environment)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('is in use') as string,
      });
      await server.close();
    });
  });

  it(
    'makes administrators of those who have an account, and users again',
    { tags: ['long'], timeout: 120_000 },
    async () => {
      await inFolder(async (folder) => {
        const environment = { DATA_DIR: join(folder, 'data') };
        copyTemplate(environment.DATA_DIR);
        const server = await startTestServer('embedded', environment);
        await server.user('ann');
        await server.close();
        const role = (name: string, ...more: string[]) => run(['user', 'role', name, ...more], environment);
        expect(await role('Ann@example.org', 'admin')).toEqual({
          code: 0,
          stdout: 'ann is an administrator now.\n',
          stderr: '',
        });
        expect(await role('nobody', 'admin')).toMatchObject({ code: 1, stderr: 'There is no account "nobody".\n' });
        expect(await role('ann', 'owner')).toMatchObject({ code: 2 });
        const again = await startTestServer('embedded', environment);
        expect((await again.visitor().login('ann')).json).toMatchObject({ role: 'admin' });
        await again.close();
        expect(JSON.parse((await role('ann', 'user', '--json')).stdout)).toMatchObject({
          username: 'ann',
          role: 'user',
        });
      });
    },
  );

  it('refuses what cannot be a name, an address or a password', async () => {
    await inFolder(async (folder) => {
      const create = (username: string, email: string, password: string) =>
        run(['user', 'create', '--username', username, '--email', email], { DATA_DIR: folder, VDF_PASSWORD: password });
      expect(await create('x', 'x@example.org', PASSWORD)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^The username is wrong/) as string,
      });
      expect(await create('xavier', 'nowhere', PASSWORD)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^The email is wrong/) as string,
      });
      expect(await create('xavier', 'x@example.org', 'short')).toMatchObject({ code: 2 });
      expect(await create('xavier', 'x@example.org', '')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('VDF_PASSWORD') as string,
      });
    });
  });
});

describe('vdf datasets push', () => {
  it('saves an archive to an account, and says what the server refuses', async () => {
    await inFolder(async (folder) => {
      const archive = join(folder, 'pets.zip');
      await writeTestArchive(archive, { frameCount: 4 });
      const server = await startTestServer();
      const alice = await server.user('alice');
      const push = (path: string, ...more: string[]) =>
        run(['datasets', 'push', path, '--server', server.url, '--login', 'alice', ...more]);
      const pushed = await push(archive, '--name', 'From the shell');
      expect(pushed).toMatchObject({ code: 0, stderr: '' });
      const { datasets } = (await alice.get('/api/datasets')).json as { datasets: { id: string; name: string }[] };
      expect(datasets.map(({ name }) => name)).toEqual(['From the shell']);
      expect(pushed.stdout).toBe(`Saved "From the shell" with 4 frames: ${server.url}/datasets/${datasets[0]?.id}\n`);
      expect((await alice.get('/api/users/me/sessions')).json).toMatchObject({ sessions: [{ current: true }] });

      await writeFile(join(folder, 'text.zip'), 'text');
      const refused = await push(join(folder, 'text.zip'));
      expect(refused).toEqual({
        code: 1,
        stdout: '',
        stderr: 'This archive is no dataset: it is no zip archive, or it was cut off or changed.\n',
      });
      expect(await push(join(folder, 'none.zip'))).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('There is no file') as string,
      });
      const wrong = await run(['datasets', 'push', archive, '--server', server.url, '--login', 'nobody']);
      expect(wrong).toMatchObject({ code: 1, stderr: 'The name or the password is wrong.\n' });
      await server.close();
      expect(await push(archive)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('cannot be reached') as string,
      });
    });
  });
});
