import { pino } from 'pino';
import { ForgeError } from '../core/errors.ts';
import { registerSchema } from '../core/schema/api/accounts.ts';
import { openServer } from '../server/open-server.ts';
import { askPassword } from './ask-password.ts';
import { printJson } from './facts.ts';
import { readSettings } from './server-settings.ts';

export interface UserCreateOptions {
  readonly username: string;
  readonly email: string;
  readonly admin: boolean;
  readonly json?: boolean;
}

/**
 * `vdf user create`: an account on this machine's server, from the settings that `npm start` takes. On the embedded database the server must be stopped.
 * Throws `arguments_invalid`, `username_taken`, `email_taken`, `password_common`, `data_folder_in_use`, `database_unavailable`.
 */
export async function userCreateCommand({ username, email, admin, json }: UserCreateOptions): Promise<void> {
  const settings = readSettings();
  // No job is begun in passing.
  const config = { ...settings, worker: { ...settings.worker, slots: 0 } };
  const password = await askPassword(`Password for ${username}:`);
  const parsed = registerSchema.safeParse({ username, email, password });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const sentence = `The ${issue?.path.join('.') ?? 'account'} is wrong: ${issue?.message ?? 'it cannot be used'}.`;
    throw new ForgeError('arguments_invalid', sentence, { cause: parsed.error });
  }
  const server = await openServer(config, pino({ level: 'silent' }));
  try {
    const account = await server.accounts.register(parsed.data, admin ? 'admin' : 'user');
    if (json) printJson({ id: account.id, username: account.username, email: account.email, role: account.role });
    else process.stdout.write(`Created ${admin ? 'the administrator' : 'the user'} ${account.username}.\n`);
  } finally {
    await server.close();
  }
}
