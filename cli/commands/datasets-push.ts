import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { ForgeError } from '../../core/errors.ts';
import { datasetSchema } from '../../core/schema/api/datasets.ts';
import { askPassword } from '../terminal/ask-password.ts';
import { resolveServer, resolveServerAccess } from '../remote/credentials.ts';
import { printJson } from '../terminal/print-facts.ts';
import { request, requestWithToken } from '../remote/server-call.ts';
import { runStoppable } from '../terminal/stop-signal.ts';

export interface PushOptions {
  readonly server?: string;
  /** Username or e-mail address to sign in with, with a password instead of a token. */
  readonly login?: string;
  readonly name?: string;
  readonly description?: string;
  readonly json?: boolean;
}

/**
 * `vdf datasets push`: uploads an archive written by `vdf annotate` to an account on a server, with the token
 * of `vdf login` or a password. Throws `file_not_found`, `not_signed_in`, `server_unreachable`, and the
 * server's own errors.
 */
export async function pushCommand(path: string, options: PushOptions): Promise<void> {
  const form = new FormData();
  if (options.name !== undefined) form.set('name', options.name);
  if (options.description !== undefined) form.set('description', options.description);
  form.set('archive', await openArchive(path), basename(path));
  const { server, saved } =
    options.login === undefined
      ? await pushWithToken(form, options.server)
      : await pushWithPassword(form, options.login, options.server);
  const dataset = datasetSchema.parse(await saved.json());
  if (options.json) printJson(dataset);
  else {
    const address = new URL(`/datasets/${dataset.id}`, server).href;
    process.stdout.write(`Saved "${dataset.name}" with ${dataset.counts.frames} frames: ${address}\n`);
  }
}

interface Pushed {
  readonly server: string;
  readonly saved: Response;
}

async function pushWithToken(form: FormData, named: string | undefined): Promise<Pushed> {
  const access = await resolveServerAccess(named);
  const saved = await runStoppable((signal) =>
    requestWithToken(access, '/api/datasets', { method: 'POST', body: form, signal }),
  );
  return { server: access.server, saved };
}

/** Signs in for this upload alone. */
async function pushWithPassword(form: FormData, login: string, named: string | undefined): Promise<Pushed> {
  const server = await resolveServer(named);
  const password = await askPassword(`Password of ${login} on ${server}:`);
  return runStoppable(async (signal) => {
    const headers = { cookie: await signIn(server, { login, password }, signal) };
    const saved = await request(server, '/api/datasets', { method: 'POST', body: form, signal, headers });
    await request(server, '/api/auth/logout', { method: 'POST', signal, headers });
    return { server, saved };
  });
}

async function openArchive(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path, { type: 'application/zip' });
  } catch (error) {
    throw new ForgeError('file_not_found.file', { path }, { cause: error });
  }
}

/** Returns the cookies of the sign-in. */
async function signIn(server: string, who: { login: string; password: string }, signal: AbortSignal): Promise<string> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await request(server, '/api/auth/login', {
    method: 'POST',
    body: JSON.stringify(who),
    headers,
    signal,
  });
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.slice(0, cookie.indexOf(';')))
    .join('; ');
}
