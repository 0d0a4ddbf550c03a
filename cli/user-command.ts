import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { ForgeError } from '../core/errors.ts';
import { registerSchema } from '../core/schema/api/accounts.ts';
import { readConfig } from '../server/config.ts';
import { openServer } from '../server/open-server.ts';
import { askPassword } from './ask-password.ts';
import { printJson } from './facts.ts';

export interface UserCreateOptions {
  readonly username: string;
  readonly email: string;
  readonly admin: boolean;
  readonly json?: boolean;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * `vdf user create`: an account on this machine's server, from the settings that `npm start` takes. On the embedded database the server must be stopped.
 * Throws `arguments_invalid`, `username_taken`, `email_taken`, `password_common`, `data_folder_in_use`, `database_unavailable`.
 */
export async function userCreateCommand({ username, email, admin, json }: UserCreateOptions): Promise<void> {
  loadSettings();
  const config = readConfig({ ...process.env, DATA_DIR: process.env['DATA_DIR'] || join(ROOT, 'data') });
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

/** The same .env file as `npm start`; what is set already stays. */
function loadSettings(): void {
  try {
    process.loadEnvFile(join(ROOT, '.env'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
