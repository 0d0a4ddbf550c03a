// `npm start`: installs and builds the app as far as needed, and serves it. `npm start -- ARGUMENTS` passes
// them to the server.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { buildClient } from './build-client.mjs';
import { buildNode, programPath } from './build-node.mjs';
import { checkNode, installWhenNeeded } from './install.mjs';
import { loadEnv } from './load-env.mjs';
import { exitCode, root } from './run-stage.mjs';

function readPort() {
  const text = process.env.PORT ?? '8000';
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new Error(`PORT must be a whole number from 0 to 65535, but it is "${text}".`);
}

/**
 * Throws one clear sentence when the port cannot be used, before the time that an install and a build take.
 */
function checkPort(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      if (error.code === 'EADDRINUSE')
        reject(
          new Error(
            `Port ${port} is already in use: stop the program that uses it or choose another, as in PORT=8001 npm start.`,
          ),
        );
      else if (error.code === 'EACCES')
        reject(new Error(`Port ${port} may not be used by this user: choose one above 1023.`));
      else reject(error);
    });
    probe.listen(port, () => probe.close(() => resolve()));
  });
}

/**
 * Arguments for the server. Without the "--" that npm wants before arguments, it keeps them for itself and
 * reports them in the environment.
 */
function serverArguments() {
  const kept = process.env.npm_config_accept_empty_database === 'true' ? ['--accept-empty-database'] : [];
  return [...process.argv.slice(2), ...kept];
}

/**
 * Starts the server; a signal to this process is forwarded to the server, which shuts down by itself, and its
 * exit code becomes that of this process.
 */
function serve(port) {
  const dataDir = process.env.DATA_DIR ?? join(root, 'data');
  const child = spawn(process.execPath, ['--enable-source-maps', programPath('server'), ...serverArguments()], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { NODE_ENV: 'production', ...process.env, PORT: String(port), DATA_DIR: dataDir },
  });
  // A terminal's Ctrl-C reaches the child too; a SIGTERM after it only repeats the request.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(exitCode(code, signal)));
  });
}

try {
  checkNode();
  loadEnv(join(root, '.env'));
  const port = readPort();
  await checkPort(port);
  installWhenNeeded();
  await buildClient();
  await buildNode();
  process.exitCode = await serve(port);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
