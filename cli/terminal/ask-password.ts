import askHidden from '@inquirer/password';
import { ForgeError } from '../../core/errors.ts';

/**
 * The password from VDF_PASSWORD, or typed at a hidden prompt. Never an argument: those stay in the shell's
 * history.
 */
export const askPassword = (question: string): Promise<string> =>
  askSecret(question, 'arguments_invalid.no_terminal_password', 'VDF_PASSWORD');

/** A personal access token from VDF_TOKEN, or typed at a hidden prompt. */
export const askToken = (question: string): Promise<string> =>
  askSecret(question, 'arguments_invalid.no_terminal_token', 'VDF_TOKEN');

type NoTerminal = 'arguments_invalid.no_terminal_password' | 'arguments_invalid.no_terminal_token';

async function askSecret(question: string, refusal: NoTerminal, variable: string): Promise<string> {
  const given = process.env[variable];
  if (given !== undefined && given !== '') return given;
  if (!process.stdin.isTTY) throw new ForgeError(refusal, { variable });
  return askHidden({ message: question, mask: true });
}
