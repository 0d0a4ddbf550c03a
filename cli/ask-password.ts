import askHidden from '@inquirer/password';
import { ForgeError } from '../core/errors.ts';

/** The password from VDF_PASSWORD, or typed unseen on the terminal. Never an argument: those stay in the shell's history. */
export async function askPassword(question: string): Promise<string> {
  const given = process.env['VDF_PASSWORD'];
  if (given !== undefined && given !== '') return given;
  if (!process.stdin.isTTY)
    throw new ForgeError('arguments_invalid', 'There is no terminal to type the password on: set VDF_PASSWORD.');
  return askHidden({ message: question, mask: true });
}
