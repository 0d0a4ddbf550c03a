import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ForgeError } from '../../core/errors.ts';
import type { ServerAccess } from './server-call.ts';

const DEFAULT_SERVER = 'http://localhost:8000';

/** Tokens by server origin, and the server of the last sign-in, which is the default. */
const credentialsSchema = z.object({
  server: z.string().nullable(),
  tokens: z.record(z.string(), z.string()),
});
type Credentials = Readonly<z.infer<typeof credentialsSchema>>;

/** Path of the file with the sign-ins: in the user's configuration folder, readable by that user alone. */
function credentialsPath(): string {
  const folder = process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config');
  return join(folder, 'vdf', 'credentials.json');
}

/** The origin of a server's address, which is the key of its token. Throws `arguments_invalid`. */
function serverOrigin(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.origin;
  throw new ForgeError('arguments_invalid.server_address', { address });
}

/** The server to use: the named one, else the one of the last sign-in, else one on this machine. */
export async function resolveServer(named: string | undefined): Promise<string> {
  if (named !== undefined) return serverOrigin(named);
  return (await readCredentials()).server ?? DEFAULT_SERVER;
}

/** The server to use and the token for it: VDF_TOKEN, or that of the sign-in. Throws `not_signed_in`. */
export async function resolveServerAccess(named: string | undefined): Promise<ServerAccess> {
  const server = await resolveServer(named);
  const token = process.env['VDF_TOKEN'] || (await readCredentials()).tokens[server];
  if (token) return { server, token };
  throw new ForgeError('not_signed_in.server', { server });
}

/** Stores a token and makes its server the default. Throws `file_write_failed`. */
export async function saveServerAccess({ server, token }: ServerAccess): Promise<void> {
  const { tokens } = await readCredentials();
  await writeCredentials({ server, tokens: { ...tokens, [server]: token } });
}

/** Removes the stored token of a server. Returns whether there was one. Throws `file_write_failed`. */
export async function removeServerAccess(server: string): Promise<boolean> {
  const before = await readCredentials();
  if (before.tokens[server] === undefined) return false;
  const tokens = Object.fromEntries(Object.entries(before.tokens).filter(([origin]) => origin !== server));
  const last = before.server === server ? (Object.keys(tokens).at(-1) ?? null) : before.server;
  await writeCredentials({ server: last, tokens });
  return true;
}

async function readCredentials(): Promise<Credentials> {
  const path = credentialsPath();
  const damaged = (cause: unknown) => new ForgeError('not_signed_in.credentials', { path }, { cause });
  try {
    return credentialsSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { server: null, tokens: {} };
    throw damaged(error);
  }
}

/** The file is replaced as a whole: a crash leaves the old one. */
async function writeCredentials(credentials: Credentials): Promise<void> {
  const path = credentialsPath();
  const temporary = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(temporary, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new ForgeError('file_write_failed.credentials', { path }, { cause: error });
  }
}
