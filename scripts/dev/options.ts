// The options of `npm run dev`.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../run-stage.mjs';

/** The settings of one run of the development servers. */
export interface DevOptions {
  /** Where the page is: the address to open. */
  readonly port: number;
  /** Where the app's own server is, behind the page. */
  readonly serverPort: number;
  /** The data folder, as an absolute path. */
  readonly dataDir: string;
  /** Fill the data folder with a demo account, a project to review and a dataset. */
  readonly demo: boolean;
}

const USAGE = 'npm run dev -- [--demo] [--port 5173] [--server-port 8001] [--data data/dev]';

/** Settings that name other data than the folder of development, or keep browsers from signing in on http. */
const OF_A_REAL_SERVER = [
  'DATABASE_URL',
  'S3_BUCKET',
  'S3_ENDPOINT',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'JWT_PRIVATE_KEYS',
  'SESSION_SECRETS',
  'PUBLIC_URL',
  'ACCEPT_EMPTY_DATABASE',
];

/** Reads the arguments. Throws one sentence where one of them is wrong. */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): DevOptions {
  const values = parseValues(args);
  return {
    port: readPort('--port', values.port),
    serverPort: readPort('--server-port', values['server-port']),
    dataDir: resolve(root, values.data),
    // Without the "--" that npm wants before arguments, it keeps them for itself and says so in the environment.
    demo: values.demo || environment['npm_config_demo'] === 'true',
  };
}

function parseValues(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        demo: { type: 'boolean', default: false },
        port: { type: 'string', default: '5173' },
        'server-port': { type: 'string', default: '8001' },
        data: { type: 'string', default: join('data', 'dev') },
      },
    });
    return values;
  } catch (error) {
    throw new Error(`This is how it is started: ${USAGE}`, { cause: error });
  }
}

function readPort(name: string, text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port > 0 && port <= 65535) return port;
  throw new Error(`${name} must be a whole number from 1 to 65535, but it is "${text}".`);
}

/** The server's environment: what was set stays (LOG_LEVEL, WORKER_DEVICE), except for what leads to other data. */
export function serverEnvironment(options: DevOptions, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const none = Object.fromEntries(OF_A_REAL_SERVER.map((name) => [name, '']));
  const { dataDir, serverPort } = options;
  return { NODE_ENV: 'development', ...environment, ...none, DATA_DIR: dataDir, PORT: String(serverPort) };
}
