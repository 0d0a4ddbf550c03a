import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { ForgeError, type ErrorCode } from '../core/errors.ts';
import { datasetSchema } from '../core/schema/api/datasets.ts';
import { problemSchema } from '../core/schema/api/problem.ts';
import { APP_VERSION } from './app-info.ts';
import { askPassword } from './ask-password.ts';
import { stoppable } from './stop-signal.ts';

export interface PushOptions {
  readonly server: string;
  readonly login: string;
  readonly name?: string;
  readonly description?: string;
  readonly json?: boolean;
}

/**
 * `vdf datasets push`: saves an archive that `vdf annotate` wrote to an account on a server.
 * Throws `file_not_found`, `server_unreachable`, and what the server refuses.
 */
export async function pushCommand(path: string, options: PushOptions): Promise<void> {
  const archive = await openArchive(path);
  const password = await askPassword(`Password of ${options.login} on ${options.server}:`);
  await stoppable(async (signal) => {
    const cookies = await signIn(options, password, signal);
    const form = new FormData();
    if (options.name !== undefined) form.set('name', options.name);
    if (options.description !== undefined) form.set('description', options.description);
    form.set('archive', archive, basename(path));
    const saved = await call(options.server, '/api/datasets', {
      method: 'POST',
      body: form,
      signal,
      headers: { cookie: cookies },
    });
    const dataset = datasetSchema.parse(await saved.json());
    // The sign-in was for this upload alone.
    await call(options.server, '/api/auth/logout', { method: 'POST', signal, headers: { cookie: cookies } });
    if (options.json) process.stdout.write(`${JSON.stringify(dataset, null, 2)}\n`);
    else
      process.stdout.write(
        `Saved "${dataset.name}" with ${dataset.counts.frames} frames: ${new URL(`/datasets/${dataset.id}`, options.server).href}\n`,
      );
  });
}

async function openArchive(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path, { type: 'application/zip' });
  } catch (error) {
    throw new ForgeError('file_not_found', `There is no file "${path}".`, { cause: error });
  }
}

async function signIn({ server, login }: PushOptions, password: string, signal: AbortSignal): Promise<string> {
  const body = JSON.stringify({ login, password });
  const headers = { 'Content-Type': 'application/json' };
  const response = await call(server, '/api/auth/login', { method: 'POST', body, headers, signal });
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.slice(0, cookie.indexOf(';')))
    .join('; ');
}

/** A request whose refusal becomes the server's own sentence. */
async function call(
  server: string,
  path: string,
  init: RequestInit & { headers?: Record<string, string> },
): Promise<Response> {
  const headers = { ...init.headers, 'User-Agent': `vdf/${APP_VERSION}` };
  let response: Response;
  try {
    response = await fetch(new URL(path, server), { ...init, headers });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ForgeError('server_unreachable', `The server ${server} cannot be reached.`, { cause: error });
  }
  if (response.ok) return response;
  const problem = problemSchema.safeParse(await response.json().catch(() => null));
  if (problem.success) throw new ForgeError(problem.data.code as ErrorCode, problem.data.detail);
  throw new ForgeError('server_unreachable', `${server} answers, but it is no Vision Data Forge server.`);
}
