// Runs the client and the server for development until a signal ends both.
import { spawn, type ChildProcess } from 'node:child_process';
import { Agent } from 'node:http';
import { join, relative } from 'node:path';
import type { ViteDevServer } from 'vite';
import { checkPort } from '../check-port.mjs';
import { root } from '../run-stage.mjs';
import { readOptions, serverEnvironment, type DevOptions } from './options.ts';
import { servePage } from './page.ts';
import { DevServer } from './server-process.ts';

const say = (text: string) => console.log(text);

/**
 * Starts the development servers and resolves when a signal has ended them. Throws one sentence where an argument is
 * wrong or a port is taken.
 */
export async function dev(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  const options = readOptions(args, environment);
  const { port, serverPort } = options;
  await checkPort(port, 'npm run dev -- --port 5174');
  await checkPort(serverPort, 'npm run dev -- --server-port 8002');
  const asked = untilAskedToEnd();
  const agent = new Agent({ keepAlive: true });
  const server = new DevServer({
    environment: serverEnvironment(options, environment),
    // Event streams stay open otherwise, and the server waits 5 s for them.
    onEnding: () => agent.destroy(),
    say,
  });
  say('Starting ...');
  const starting = server.start();
  let page: ViteDevServer | null = null;
  let demo: ChildProcess | null = null;
  try {
    page = await servePage({
      port,
      serverPort,
      agent,
      serverRuns: () => starting.then(() => server.running()),
      onServerSource: (path) => server.change(path),
    });
    const runs = await Promise.race([starting, asked.then(() => false)]);
    sayAddresses(options);
    if (options.demo && runs) demo = makeDemo(port);
    await asked;
  } finally {
    demo?.kill();
    await Promise.all([page?.close(), server.stop()]);
  }
}

function sayAddresses({ port, serverPort, dataDir }: DevOptions): void {
  const inside = relative(root, dataDir);
  say(`
  Open      http://localhost:${port}
  Server    http://localhost:${serverPort}/api/docs
  Data      ${inside.startsWith('..') ? dataDir : inside}
  Ctrl-C ends both.
`);
}

/** In a process of its own: encoding the clip would hold up the page. It says itself what it made. */
function makeDemo(port: number): ChildProcess {
  const script = join(root, 'scripts', 'dev', 'make-demo.ts');
  const args = ['--import', 'tsx', script, `http://localhost:${port}`];
  return spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}

function untilAskedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}
