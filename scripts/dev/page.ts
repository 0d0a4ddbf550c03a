// The client as Vite serves it, in front of the app's own server.
import { realpathSync, statSync } from 'node:fs';
import type { Agent } from 'node:http';
import { join, relative, sep } from 'node:path';
import { createServer, type Plugin, type ViteDevServer } from 'vite';
import { isShipped } from '../build-node.mjs';
import { root } from '../run-stage.mjs';

const CLIENT = join(root, 'client');
/** Addresses that the app's own server answers. */
const FROM_SERVER = '^/(api|models|ort)/';
/** The sources of the server. */
const SERVER_SOURCES = ['server', 'core', 'media', 'node', 'migrations', 'package.json'].map((path) =>
  join(root, path),
);

interface PageOptions {
  readonly port: number;
  readonly serverPort: number;
  /** Of the connections to the server. */
  readonly agent: Agent;
  /** Resolves to whether the server runs, after a start that is under way. */
  serverRuns(): Promise<boolean>;
  /** A source of the server changed; the path is from the repository's root. */
  onServerSource(path: string): void;
}

/** Starts Vite's server for the client. Throws where its port is taken. */
export async function servePage(options: PageOptions): Promise<ViteDevServer> {
  const { port, serverPort, agent } = options;
  const vite = await createServer({
    configFile: join(root, 'vite.config.ts'),
    root: CLIENT,
    // Checkouts may share node_modules by a link, but not what Vite makes of the packages.
    cacheDir: join(root, 'dist', 'dev', 'vite'),
    clearScreen: false,
    logLevel: 'warn',
    plugins: [appServer(options)],
    // The workers' packages too: found later, they would have the page loaded anew in the middle of the work.
    optimizeDeps: { entries: ['index.html', 'workers/**/*.worker.ts'] },
    server: {
      port,
      strictPort: true,
      fs: { allow: [root, realpathSync(join(root, 'node_modules'))] },
      proxy: {
        [FROM_SERVER]: {
          target: `http://127.0.0.1:${serverPort}`,
          // The server compares the page's origin with the host that was asked.
          changeOrigin: false,
          agent,
          bypass: ({ url = '' }) => (isClientFile(url) ? url : undefined),
        },
      },
    },
  });
  return vite.listen();
}

/** Watches the sources of the app's server, and has requests to it wait while it starts anew. */
function appServer({ serverRuns, onServerSource }: PageOptions): Plugin {
  const pattern = new RegExp(FROM_SERVER);
  return {
    name: 'app-server',
    configureServer({ watcher, middlewares }) {
      watcher.add(SERVER_SOURCES);
      for (const event of ['add', 'change', 'unlink'] as const)
        watcher.on(event, (path: string) => {
          if (isServerSource(path)) onServerSource(relative(root, path));
        });
      middlewares.use((request, response, next) => {
        const { url = '' } = request;
        if (!pattern.test(url) || isClientFile(url)) return next();
        void serverRuns().then((runs) => {
          if (runs) return next();
          response.writeHead(503, { 'Content-Type': 'text/plain' });
          response.end('The server does not run; the terminal says why.\n');
        });
      });
    },
  };
}

/** Whether an address is that of a file of the client: a folder of it may be named as the server's addresses begin. */
function isClientFile(url: string): boolean {
  const { pathname } = new URL(url, 'http://localhost');
  return statSync(join(CLIENT, decodeURIComponent(pathname)), { throwIfNoEntry: false })?.isFile() ?? false;
}

function isServerSource(path: string): boolean {
  if (!SERVER_SOURCES.some((source) => path === source || path.startsWith(source + sep))) return false;
  return isShipped(path);
}
