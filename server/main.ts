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
    const sentence = `The server takes one argument, --accept-empty-database, and not this: ${process.argv.slice(2).join(' ')}.`;
    throw new ForgeError('arguments_invalid', sentence, { cause: error });
  }
}

function listen(server: Server, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('listening', () => resolve(server));
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new ForgeError('arguments_invalid', listenFault(error, port), { cause: error })),
    );
  });
}

function listenFault(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} is already in use: stop the program that uses it or choose another, as in PORT=8001 npm start.`;
  if (error.code === 'EACCES') return `Port ${port} may not be used by this user: choose one above 1023.`;
  return `The server cannot listen on port ${port}: ${error.message}.`;
}

try {
  await main();
} catch (error) {
  console.error(toForgeError(error).message);
  process.exitCode = 1;
}
