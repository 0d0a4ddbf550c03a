import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { PASSWORD, TestClient } from '../server/testing/test-client.ts';

/** A server in its own process. */
export interface ServedProcess {
  readonly url: string;
  readonly pid: number;
  close(): Promise<void>;
}

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Starts the app's server as `npm start` does, on a data folder of its own and any free port. */
export const serveApp = (dataDir: string): Promise<ServedProcess> =>
  serve('../server/main.ts', [], { NODE_ENV: 'production', PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn' });

/** Starts the baseline server (plain-server.ts). */
export const servePlain = (folder: string): Promise<ServedProcess> => serve('plain-server.ts', [folder], {});

async function serve(script: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<ServedProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', file(script), ...args], {
    cwd: file('..'),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const url = await addressOf(child);
  const close = async () => {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  };
  return { url, pid: child.pid ?? 0, close };
}

/** The first address that the process prints. */
async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('the process has no output');
  for await (const line of createInterface({ input: stdout })) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error('the server ended before it listened');
}

/** Registers an account and returns its cookie. */
export async function accountCookie(url: string, username: string): Promise<string> {
  const client = new TestClient(url);
  await client.register(username);
  await client.login(username, PASSWORD);
  return `vdf-access=${client.cookie('vdf-access') ?? ''}`;
}

/** Sends a file as the whole body. */
export const sendPlain = (url: string, path: string): Promise<string> => sendFile(url, path, {}, ['', '']);

/** Sends a file as the field `archive` of a form, read and sent exactly as `sendPlain` does. */
export function sendForm(url: string, path: string, cookie: string): Promise<string> {
  const boundary = '----WebKitFormBoundaryBenchmark000000';
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; name="archive"; filename="a.zip"\r\n` +
    'Content-Type: application/zip\r\n\r\n';
  const headers = {
    cookie,
    'content-type': `multipart/form-data; boundary=${boundary}`,
    'sec-fetch-site': 'same-origin',
  };
  return sendFile(url, path, headers, [head, `\r\n--${boundary}--\r\n`]);
}

async function sendFile(
  url: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  [head, tail]: readonly [string, string],
): Promise<string> {
  const length = (await stat(path)).size + head.length + tail.length;
  const sent = httpRequest(url, { method: 'POST', agent: false, headers: { ...headers, 'content-length': length } });
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  if (head !== '') sent.write(head);
  const body = createReadStream(path);
  body.pipe(sent, { end: false });
  await once(body, 'end');
  sent.end(tail);
  const [response] = await answered;
  const reply = await text(response);
  if (response.statusCode === undefined || response.statusCode >= 300)
    throw new Error(`${response.statusCode}: ${reply}`);
  return reply;
}

/** Reads a reply to its end. Returns its number of bytes. */
export async function drain(url: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const sent = httpRequest(url, { agent: false, headers });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`${url}: ${response.statusCode}`);
  return lengthOf(response);
}

async function lengthOf(stream: Readable): Promise<number> {
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => (bytes += chunk.length));
  await once(stream, 'end');
  return bytes;
}

/** Deletes the resource at an address. */
export async function remove(url: string, cookie: string): Promise<void> {
  const { status } = await fetch(url, { method: 'DELETE', headers: { cookie, 'sec-fetch-site': 'same-origin' } });
  if (status !== 204) throw new Error(`${url}: ${status}`);
}
