// The app's server, built from its sources and started anew whenever they give something else.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { context, type BuildContext, type BuildFailure, type OutputFile } from 'esbuild';
import { bundleSettings, programs } from '../build-node.mjs';
import { root } from '../run-stage.mjs';

/** Editors write a file in several steps, and git many files at once. */
const QUIET_MS = 60;
/** The server gives requests under way 5 s, and a job the time of one frame. */
const END_MS = 15_000;
const FOLDER = join(root, 'dist', 'dev', 'server');
const RUNS = /is running at/;

interface DevServerOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Called when the server is about to end, so that connections to it can be closed. */
  onEnding(): void;
  say(text: string): void;
}

type Build = ReturnType<typeof bundleSettings>;

/**
 * The server from its sources. Built by esbuild rather than loaded by tsx: a build of what changed takes 0.3 s, a start
 * from the sources takes 1.2 s longer than one of what was built, and threads and processes of the server start as in
 * production. What cannot be built leaves the server that runs as it is.
 */
export class DevServer {
  #context: BuildContext<Build> | null = null;
  #child: ChildProcess | null = null;
  #built = '';
  #running: Promise<boolean> = Promise.resolve(false);
  #changed: string | null = null;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> | null = null;
  #stopped = false;

  constructor(private readonly options: DevServerOptions) {}

  /** Builds and starts the server. Resolves to whether it runs; where it does not, the reason was said. */
  async start(): Promise<boolean> {
    const { cli: _cli, ...wanted } = programs;
    this.#context = await context({ ...bundleSettings(wanted, FOLDER), logLevel: 'error' });
    const files = await this.#build();
    if (files && !this.#stopped) await this.#begin(files);
    return this.#running;
  }

  /** Resolves, once a start under way has ended, to whether the server runs. */
  running(): Promise<boolean> {
    return this.#running;
  }

  /** A source changed: the server starts anew if it is another one with that. */
  change(path: string): void {
    if (this.#stopped) return;
    this.#changed = path;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#work ??= this.#follow().finally(() => (this.#work = null));
    }, QUIET_MS);
  }

  /** Ends the server. Resolves when its process is gone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#end();
    await this.#work;
    await this.#context?.dispose().catch(() => undefined);
  }

  async #follow(): Promise<void> {
    while (this.#changed !== null && !this.#stopped) {
      const began = Date.now();
      const path = this.#changed;
      this.#changed = null;
      const files = await this.#build();
      if (!files || this.#stopped) continue;
      this.options.say(`${path} changed: the server starts anew ...`);
      await this.#begin(files);
      if (await this.#running)
        this.options.say(`The server runs again (${((Date.now() - began) / 1000).toFixed(1)} s).`);
    }
  }

  /** The files to write; null where they run already, and where the sources cannot be built (esbuild says why). */
  async #build(): Promise<readonly OutputFile[] | null> {
    try {
      const { outputFiles = [] } = (await this.#context?.rebuild()) ?? {};
      const code = outputFiles.filter(({ path }) => path.endsWith('.js'));
      const built = code.map(({ path, hash }) => `${path} ${hash}`).join('\n');
      if (built === this.#built && this.#child !== null) return null;
      this.#built = built;
      return outputFiles;
    } catch (error) {
      if (this.#stopped) return null;
      const { errors } = error as Partial<BuildFailure>;
      if (!errors) throw error;
      const meanwhile = this.#child ? 'The server from before goes on' : 'No server runs';
      this.options.say(`${meanwhile} until what is said above is mended.`);
      return null;
    }
  }

  /** Replaces the server that runs by one of these files. */
  async #begin(files: readonly OutputFile[]): Promise<void> {
    let settle = (_runs: boolean): void => undefined;
    this.#running = new Promise((resolve) => (settle = resolve));
    try {
      // The old one loads parts of itself when it needs them, and holds the lock of the data folder.
      await this.#end();
      await rm(FOLDER, { recursive: true, force: true });
      await mkdir(FOLDER, { recursive: true });
      await Promise.all(files.map(({ path, contents }) => writeFile(path, contents)));
      settle(!this.#stopped && (await this.#spawn()));
    } catch (error) {
      settle(false);
      throw error;
    }
  }

  async #spawn(): Promise<boolean> {
    const child = spawn(process.execPath, ['--enable-source-maps', join(root, 'scripts', 'dev', 'server-child.mjs')], {
      cwd: root,
      env: this.options.environment,
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      // A terminal's Ctrl-C is for us alone: the server is ended once, by the end of the channel to it.
      detached: process.platform !== 'win32',
    });
    this.#child = child;
    const ended = new Promise<boolean>((resolve) => {
      child.once('error', () => resolve(false));
      child.once('exit', (code, signal) => {
        resolve(false);
        if (this.#child !== child) return;
        this.#child = null;
        this.#running = Promise.resolve(false);
        const how = code === null ? `by ${signal}` : `with code ${code}`;
        this.options.say(`The server ended ${how}; it starts again when a source changes.`);
      });
    });
    const listening = new Promise<boolean>((resolve) => {
      let text = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        // Its own address is not the one to open.
        text += chunk.toString();
        if (RUNS.test(text)) resolve(true);
      });
    });
    return Promise.race([listening, ended]);
  }

  async #end(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    this.options.onEnding();
    if (child.connected) child.disconnect();
    const late = setTimeout(() => child.kill('SIGKILL'), END_MS);
    await gone;
    clearTimeout(late);
  }
}
