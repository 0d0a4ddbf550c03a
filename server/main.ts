import type { Server } from 'node:http';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { ForgeError, toForgeError } from '../core/errors.ts';
import { readConfig, type ServerConfig } from './config.ts';
import { openServer } from './open-server.ts';

/** Requests that are still running get this long after a signal to stop. */
const GRACE_MILLISECONDS = 5000;

async function main(): Promise<void> {
  const config = readSettings();
  // Standard output has the address alone; the log goes to standard error.
  const log = pino({ level: config.logLevel }, pino.destination(2));
  const open = await openServer(config, log);
  let server: Server;
  try {
    server = await listen(open.app.listen(config.port), config.port);
  } catch (error) {
    await open.close();
    throw error;
  }
  const stop = () => {
    void open.drain().catch((error: unknown) => log.error({ err: error }, 'jobs were not given back'));
    server.close(
      () => void open.close().catch((error: unknown) => log.error({ err: error }, 'the database did not close')),
    );
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), GRACE_MILLISECONDS).unref();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  console.log(`Vision Data Forge is running at http://localhost:${port}`);
}

/** The settings of the environment and of the command line. Throws `arguments_invalid`. */
function readSettings(): ServerConfig {
  const config = readConfig(process.env);
  try {
    const { values } = parseArgs({ options: { 'accept-empty-database': { type: 'boolean', default: false } } });
    return { ...config, acceptEmptyDatabase: config.acceptEmptyDatabase || values['accept-empty-database'] };
  } catch (error) {
    const given = process.argv.slice(2).join(' ');
    throw new ForgeError('arguments_invalid.server', { given }, { cause: error });
  }
}

function listen(server: Server, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('listening', () => resolve(server));
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenFault(error, port)));
  });
}

function listenFault(error: NodeJS.ErrnoException, port: number): ForgeError {
  if (error.code === 'EADDRINUSE') return new ForgeError('arguments_invalid.port_in_use', { port }, { cause: error });
  if (error.code === 'EACCES') return new ForgeError('arguments_invalid.port_forbidden', { port }, { cause: error });
  return new ForgeError('arguments_invalid.port', { port, detail: error.message }, { cause: error });
}

try {
  await main();
} catch (error) {
  console.error(toForgeError(error).message);
  process.exitCode = 1;
}
