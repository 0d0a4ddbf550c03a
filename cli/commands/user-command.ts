import { pino } from 'pino';
import { ForgeError } from '../../core/errors.ts';
import { fieldFault } from '../../core/schema/api/field-faults.ts';
import { registerSchema, type Role } from '../../core/schema/api/accounts.ts';
import { openServer, type OpenServer } from '../../server/open-server.ts';
import { askPassword } from '../terminal/ask-password.ts';
import { printJson } from '../terminal/print-facts.ts';
import { readServerSettings } from '../server-settings.ts';

export interface UserCreateOptions {
  readonly username: string;
  readonly email: string;
  readonly admin: boolean;
  readonly json?: boolean;
}

/**
 * `vdf user create`: creates an account on this machine's server, with the settings of `npm start`. On the
 * embedded database the server must be stopped. Throws `arguments_invalid`, `username_taken`, `email_taken`,
 * `password_common`, `data_folder_in_use`, `database_unavailable`.
 */
export async function userCreateCommand({ username, email, admin, json }: UserCreateOptions): Promise<void> {
  const config = readServerSettings();
  const password = await askPassword(`Password for ${username}:`);
  const parsed = registerSchema.safeParse({ username, email, password });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue?.path.join('.') ?? 'account';
    const detail = issue ? fieldFault(issue.message).message : 'it cannot be used';
    throw new ForgeError('arguments_invalid.account_field', { field, detail }, { cause: parsed.error });
  }
  await withServer(config, async (server) => {
    const account = await server.accounts.register(parsed.data, admin ? 'admin' : 'user');
    if (json) printJson({ id: account.id, username: account.username, email: account.email, role: account.role });
    else process.stdout.write(`Created ${admin ? 'the administrator' : 'the user'} ${account.username}.\n`);
  });
}

/**
 * `vdf user role`: makes a user an administrator, or takes that role back; it takes effect at once, without
 * another sign-in. On the embedded database the server must be stopped. Throws `arguments_invalid`,
 * `not_found`, `data_folder_in_use`, `database_unavailable`.
 */
export async function userRoleCommand(login: string, role: Role, { json }: { readonly json?: boolean }): Promise<void> {
  await withServer(readServerSettings(), async (server) => {
    const account = await server.accounts.setRole(login, role);
    if (json) printJson({ id: account.id, username: account.username, email: account.email, role });
    else process.stdout.write(`${account.username} is ${role === 'admin' ? 'an administrator' : 'a user'} now.\n`);
  });
}

/** Opens the server without listening and without working on jobs. */
async function withServer(
  config: ReturnType<typeof readServerSettings>,
  use: (server: OpenServer) => Promise<void>,
): Promise<void> {
  // Of an open server's log only warnings matter here, such as that files were quarantined.
  const log = pino({ level: 'warn' }, pino.destination(2));
  const server = await openServer({ ...config, worker: { ...config.worker, slots: 0 } }, log);
  try {
    await use(server);
  } finally {
    await server.close();
  }
}
