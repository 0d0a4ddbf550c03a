import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, symlinkSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { freePort, ROOT } from '../../scripts/serve-app.ts';

const LEFT_OUT = new Set(['node_modules', 'dist', 'data', 'docs', '.git', '.cache', 'test-results', 'coverage']);

/** A copy of the repository in which a test may change sources, and `npm run dev` in it. */
export class ScratchCheckout {
  /** Everything that was printed. */
  output = '';
  #child: ChildProcess | null = null;

  private constructor(
    private readonly folder: string,
    readonly port: number,
    readonly serverPort: number,
  ) {}

  static async make(): Promise<ScratchCheckout> {
    const folder = await mkdtemp(join(tmpdir(), 'vdf-checkout-'));
    for (const name of readdirSync(ROOT))
      if (!LEFT_OUT.has(name)) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
    return new ScratchCheckout(folder, await freePort(), await freePort());
  }

  /** The address to open. */
  get address(): string {
    return `http://localhost:${this.port}`;
  }

  start(...args: readonly string[]): void {
    const ports = ['--port', String(this.port), '--server-port', String(this.serverPort)];
    const child = spawn(process.execPath, ['scripts/dev.mjs', ...ports, ...args], {
      cwd: this.folder,
      env: { ...process.env, WORKER_DEVICE: 'cpu', NODE_ENV: 'development' },
      // A group of its own, which a signal reaches as a terminal's Ctrl-C does.
      detached: true,
    });
    const keep = (chunk: Buffer) => (this.output += chunk.toString());
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    this.#child = child;
  }

  /** Waits until something was printed behind a place of the output. */
  async says(text: string, from = 0): Promise<void> {
    await expect.poll(() => this.output.slice(from), { timeout: 150_000 }).toContain(text);
  }

  /** Changes a source by what `change` makes of it, which must be something else. */
  async edit(path: string, change: (source: string) => string): Promise<void> {
    const file = join(this.folder, path);
    const before = await readFile(file, 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`${path} was not changed`);
    await writeFile(file, after);
  }

  /** Presses Ctrl-C, and gives the exit code. */
  async interrupt(): Promise<number | null> {
    const child = this.#child;
    if (!child?.pid) return null;
    const ended = once(child, 'exit');
    process.kill(-child.pid, 'SIGINT');
    await ended;
    this.#child = null;
    return child.exitCode;
  }

  async remove(): Promise<void> {
    // The server ends by itself where what started it is gone.
    this.#child?.kill('SIGKILL');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 1000 });
  }
}
