import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { test as base } from '@playwright/test';
import { embeddedInstallation, Processes, type TestInstallation } from '../../server/testing/installations.ts';
import { PASSWORD } from './account-steps.ts';

const SETTINGS = { WORKER_DEVICE: 'cpu', NODE_ENV: 'production' };

/**
 * A server for a single test, with the embedded database; it may be stopped and started at the same address.
 */
class OwnServer {
  #url = '';
  #child: ChildProcess | null = null;

  private constructor(
    private readonly place: TestInstallation,
    private readonly processes: Processes,
  ) {}

  /** Makes its data folder without starting it. */
  static async prepare(): Promise<OwnServer> {
    return new OwnServer(await embeddedInstallation(), new Processes());
  }

  get url(): string {
    return this.#url;
  }

  /** Makes an administrator on the command line. The server must not run. */
  async addAdministrator(username: string): Promise<void> {
    const command = `dist/node/cli.js user create --username ${username} --email ${username}@example.org --admin`;
    const { child } = await this.processes.start(command, this.place, { VDF_PASSWORD: PASSWORD });
    if (child.exitCode === null) await once(child, 'exit');
    if (child.exitCode !== 0) throw new Error(`the administrator was refused with exit code ${child.exitCode}`);
  }

  async start(): Promise<void> {
    const port = this.#url === '' ? '0' : new URL(this.#url).port;
    const { child, url } = await this.processes.startServer(this.place, { ...SETTINGS, PORT: port });
    this.#url = url;
    this.#child = child;
  }

  /** Asks the server to end, as for an update, and waits until it has. */
  async stop(): Promise<void> {
    if (!this.#child) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
    this.#child = null;
  }

  async remove(): Promise<void> {
    await this.stop();
    this.processes.killAll();
    await this.place.remove();
  }
}

/** A test with a server of its own, on which `root` is the administrator. */
export const test = base.extend<{ readonly server: OwnServer }>({
  server: async ({}, use) => {
    const server = await OwnServer.prepare();
    await server.addAdministrator('root');
    await server.start();
    await use(server);
    await server.remove();
  },
  baseURL: ({ server }, use) => use(server.url),
});
