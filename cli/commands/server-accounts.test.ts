// @module-tag process
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createdTokenSchema, type TokenScope } from '../../core/schema/api/tokens.ts';
import { writeTestArchive } from '../../server/testing/test-archives.ts';
import type { TestClient } from '../../server/testing/test-client.ts';
import { startTestServer, type TestServer } from '../../server/testing/test-server.ts';
import { inFolder, runCli } from '../testing/cli.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const secretOf = async (client: TestClient, scopes: readonly TokenScope[] = ['datasets:read', 'datasets:write']) =>
  createdTokenSchema.parse((await client.json('POST', '/api/users/me/tokens', { name: 'shell', scopes })).json).secret;

/** The command line of a user with the given configuration folder. */
const shellIn =
  (folder: string, environment: Readonly<Record<string, string>> = {}) =>
  (...args: string[]) =>
    runCli(args, undefined, {
      XDG_CONFIG_HOME: join(folder, 'config'),
      VDF_TOKEN: '',
      VDF_PASSWORD: '',
      ...environment,
    });

describe('vdf login', () => {
  it('keeps a valid token for its user alone, and logout forgets it', async () => {
    await inFolder(async (folder) => {
      const vdf = shellIn(folder);
      const secret = await secretOf(await server.user('ann'));
      const signedIn = await vdf('login', '--server', `${server.url}/datasets`, '--token', secret);
      expect(signedIn.stderr).toBe('');
      expect(signedIn.stdout).toMatch(
        /^Signed in to \S+ as ann until \d{4}-\d\d-\d\d: datasets:read, datasets:write\.\n$/,
      );
      const path = join(folder, 'config', 'vdf', 'credentials.json');
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
        server: server.url,
        tokens: { [server.url]: secret },
      });
      expect(await readdir(join(folder, 'config', 'vdf'))).toEqual(['credentials.json']);
      expect(await vdf('datasets', 'list')).toEqual({ code: 0, stdout: 'There are no datasets.\n', stderr: '' });
      expect(JSON.parse((await vdf('logout', '--json')).stdout)).toEqual({ server: server.url, forgotten: true });
      expect(await readFile(path, 'utf8')).not.toContain(secret);
      expect(await vdf('datasets', 'list', '--server', server.url)).toEqual({
        code: 1,
        stdout: '',
        stderr: `You are not signed in to ${server.url}: run "vdf login --server ${server.url}" first.\n`,
      });
    });
  });

  it('takes the token from VDF_TOKEN, and keeps none that the server does not know', async () => {
    await inFolder(async (folder) => {
      const secret = await secretOf(await server.user('ben'), ['jobs:read']);
      const known = await shellIn(folder, { VDF_TOKEN: secret })('login', '--server', server.url, '--json');
      expect(JSON.parse(known.stdout)).toMatchObject({ server: server.url, username: 'ben', scopes: ['jobs:read'] });
      await writeFile(join(folder, 'config', 'vdf', 'credentials.json'), 'no JSON');
      expect((await shellIn(folder)('datasets', 'list')).stderr).toContain('is damaged: remove it');
    });
    await inFolder(async (folder) => {
      const vdf = shellIn(folder);
      const wrong = await vdf('login', '--server', server.url, '--token', `vdf_${'A'.repeat(43)}`);
      expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('wrong, expired or revoked') as string });
      expect(await readdir(folder)).toEqual([]);
      expect(await vdf('login', '--server', server.url)).toMatchObject({
        code: 2,
        stderr: 'There is no terminal to type the token on: set VDF_TOKEN.\n',
      });
      expect(await vdf('login', '--server', 'forge', '--token', 'x')).toMatchObject({ code: 2 });
    });
  });
});

describe('vdf datasets', () => {
  it('pushes, lists and pulls with the token, byte for byte', async () => {
    await inFolder(async (folder) => {
      const vdf = shellIn(folder, { VDF_TOKEN: await secretOf(await server.user('cleo')) });
      const [archive, out] = [join(folder, 'pets.zip'), join(folder, 'back.zip')];
      await writeTestArchive(archive, { frameCount: 4 });
      const at = ['--server', server.url];
      const pushed = await vdf('datasets', 'push', archive, '--name', 'Pets', ...at, '--json');
      const { id } = JSON.parse(pushed.stdout) as { id: string };
      expect((await vdf('datasets', 'list', ...at)).stdout).toMatch(new RegExp(`^Pets +${id} +yolo-detect +4 frames`));
      expect(JSON.parse((await vdf('datasets', 'list', '--search', 'nothing', '--json', ...at)).stdout)).toEqual([]);
      const pulled = await vdf('datasets', 'pull', 'Pets', '--out', out, ...at);
      expect(pulled).toMatchObject({
        code: 0,
        stderr: '',
        stdout: expect.stringMatching(/back\.zip: "Pets", /) as string,
      });
      expect((await readFile(out)).equals(await readFile(archive))).toBe(true);
    });
  });

  it('asks for the id where several have the name', async () => {
    await inFolder(async (folder) => {
      const eve = await server.user('eve');
      const [archive, out] = [join(folder, 'pets.zip'), join(folder, 'back.zip')];
      await writeTestArchive(archive, { frameCount: 3 });
      const { id } = (await eve.upload(archive, { name: 'Pets' })).json as { id: string };
      await eve.upload(archive, { name: 'Pets' });
      const vdf = shellIn(folder, { VDF_TOKEN: await secretOf(eve) });
      const at = ['--out', out, '--server', server.url];
      expect(await vdf('datasets', 'pull', 'Pets', ...at)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(id) as string,
      });
      expect((await vdf('datasets', 'pull', id, ...at)).code).toBe(0);
    });
  });

  it('leaves no file where the archive comes damaged, is not there, or may not be read', async () => {
    await inFolder(async (folder) => {
      const dora = await server.user('dora');
      const archive = join(folder, 'pets.zip');
      await writeTestArchive(archive, { frameCount: 3 });
      const { id } = (await dora.upload(archive)).json as { id: string };
      const vdf = shellIn(folder, { VDF_TOKEN: await secretOf(dora) });
      const pull = (shell: typeof vdf, dataset: string) =>
        shell('datasets', 'pull', dataset, '--out', join(folder, 'back.zip'), '--server', server.url);
      expect((await pull(vdf, 'Cats')).stderr).toBe('There is no dataset named "Cats" in your account.\n');
      const writing = shellIn(folder, { VDF_TOKEN: await secretOf(dora, ['datasets:write']) });
      expect((await pull(writing, id)).stderr).toContain('lacks the scope "datasets:read"');
      await server.open.database
        .knex('datasets')
        .where({ id })
        .update({ sha256: '0'.repeat(64) });
      expect((await pull(vdf, id)).stderr).toContain('its SHA-256 is another one');
      expect(await readdir(folder)).toEqual(['pets.zip']);
    });
  });
});
