import { CommanderError } from 'commander';
import { toForgeError } from '../core/errors.ts';
import { createProgram } from './program.ts';
import { CommandFailed } from './terminal/command-failed.ts';
import { printJson } from './terminal/print-facts.ts';
import { Stopped } from './terminal/stop-signal.ts';

const EXIT = { failed: 1, usage: 2 } as const;

// The reading program may close the pipe early (`vdf doctor | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const program = createProgram();
let asJson = false;
program.hook('preAction', (_, command) => {
  // With `bench davis --json FILE` it is the name of a file, and nothing is printed.
  asJson = command.opts()['json'] === true;
});
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/**
 * Prints one sentence about the error to standard error; VDF_DEBUG=1 adds the technical causes. A command with
 * `--json` prints the error for programs to standard output too. Returns the exit code.
 */
function report(error: unknown): number {
  // Commander has already written its own message or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
  if (error instanceof CommandFailed) return EXIT.failed;
  if (error instanceof Stopped) {
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  const { code, reason, params, message, cause } = toForgeError(error);
  process.stderr.write(`${message}\n`);
  if (asJson) printJson({ error: { code, reason, params, message } });
  if (process.env['VDF_DEBUG']) console.error(cause ?? error);
  return code === 'arguments_invalid' ? EXIT.usage : EXIT.failed;
}
