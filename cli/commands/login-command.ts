import { tokenInfoSchema } from '../../core/schema/api/tokens.ts';
import { askToken } from '../terminal/ask-password.ts';
import { resolveServer, removeServerAccess, saveServerAccess } from '../remote/credentials.ts';
import { printJson } from '../terminal/print-facts.ts';
import { callServer } from '../remote/server-call.ts';
import { runStoppable } from '../terminal/stop-signal.ts';

export interface LoginOptions {
  readonly server?: string;
  readonly token?: string;
  readonly json?: boolean;
}

/**
 * `vdf login`: asks a server whether a personal access token is valid and stores it. Throws `not_signed_in`,
 * `server_unreachable`, `arguments_invalid`, `file_write_failed`.
 */
export async function loginCommand(options: LoginOptions): Promise<void> {
  const server = await resolveServer(options.server);
  const token = (options.token ?? (await askToken(`Access token of ${server} (from your account page):`))).trim();
  await runStoppable(async (signal) => {
    const info = await callServer(
      { server, token },
      { method: 'GET', path: '/api/token', reply: tokenInfoSchema, signal },
    );
    await saveServerAccess({ server, token });
    if (options.json) printJson({ server, ...info });
    else {
      const until = info.expiresAt.slice(0, 10);
      process.stdout.write(`Signed in to ${server} as ${info.username} until ${until}: ${info.scopes.join(', ')}.\n`);
    }
  });
}

/**
 * `vdf logout`: removes the stored token of a server. The token stays valid until it is revoked on the
 * account page.
 */
export async function logoutCommand(options: Pick<LoginOptions, 'server' | 'json'>): Promise<void> {
  const server = await resolveServer(options.server);
  const forgotten = await removeServerAccess(server);
  if (options.json) printJson({ server, forgotten });
  else
    process.stdout.write(
      forgotten
        ? `The token for ${server} is forgotten here; your account page revokes it everywhere.\n`
        : `There is no token for ${server} here.\n`,
    );
}
