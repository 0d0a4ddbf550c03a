// Runs one stage of a check as a child process, with its output passed through to the terminal.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** The file of a package's command, so that it runs with this Node and without npm or a shell in between. */
export function packageBin(name, command = name) {
  const manifestPath = join(root, 'node_modules', name, 'package.json');
  const manifest = createRequire(import.meta.url)(manifestPath);
  const bin = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command];
  return join(dirname(manifestPath), bin);
}

/** The checks that only read the sources, by name, as arguments of Node. */
export const SOURCE_CHECKS = {
  types: () => ['scripts/check-types.mjs'],
  lint: () => [packageBin('eslint'), '.', '--max-warnings', '0'],
  format: () => [packageBin('prettier'), '--check', '--log-level', 'warn', '.'],
};

/** The exit code as a shell reports it: the code, or 128 plus the signal's number. */
export function exitCode(code, signal) {
  return code ?? 128 + (signal ? constants.signals[signal] : 1);
}

/**
 * Runs `command args` in the repository's root and returns its exit code; a command that does not start gives
 * 127.
 */
export function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.on('error', (error) => {
      console.error(`${command} did not start: ${error.message}`);
      resolve(127);
    });
    child.on('exit', (code, signal) => resolve(exitCode(code, signal)));
  });
}

/**
 * Runs a Node script in the background with its output kept until its end; other work has priority for the
 * cores. Resolves to the exit code and the output.
 */
export function runNodeBeside(args) {
  return new Promise((resolve) => {
    const output = [];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => output.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (code, signal) =>
      resolve({ code: exitCode(code, signal), output: Buffer.concat(output).toString() }),
    );
  });
}

/** Runs a Node script with this Node. */
export function runNode(args, env) {
  return run(process.execPath, args, env);
}
