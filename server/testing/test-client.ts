import { openAsBlob } from 'node:fs';

export interface TestReply {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  /** The body as JSON; null where it is none. */
  readonly json: unknown;
}

export const PASSWORD = 'seven green elephants';

/**
 * Speaks to the server as a browser does: keeps cookies by name and path, and claims the server's own origin.
 */
export class TestClient {
  readonly cookies = new Map<string, { value: string; path: string }>();

  constructor(private readonly url: string) {}

  async send(method: string, path: string, init: RequestInit = {}): Promise<TestReply> {
    const headers = new Headers(init.headers);
    if (!headers.has('cookie')) headers.set('cookie', this.#cookieHeader(path));
    if (!headers.has('sec-fetch-site')) headers.set('sec-fetch-site', 'same-origin');
    const response = await fetch(`${this.url}${path}`, { ...init, method, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes, json: parseJson(bytes) };
  }

  get(path: string, headers: Record<string, string> = {}): Promise<TestReply> {
    return this.send('GET', path, { headers });
  }

  /** Status and headers of a reply that may never end; a JSON body is read. */
  async first(path: string): Promise<TestReply> {
    const controller = new AbortController();
    const headers = { cookie: this.#cookieHeader(path), 'sec-fetch-site': 'same-origin' };
    const response = await fetch(`${this.url}${path}`, { headers, signal: controller.signal });
    const json: unknown = response.headers.get('content-type')?.includes('json') ? await response.json() : null;
    controller.abort();
    return { status: response.status, headers: response.headers, bytes: new Uint8Array(), json };
  }

  /** Sends a JSON body. */
  json(method: string, path: string, body: unknown = {}): Promise<TestReply> {
    return this.send(method, path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  }

  /** Uploads an archive file. */
  async upload(path: string, fields: Readonly<Record<string, string>> = {}): Promise<TestReply> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('archive', await openAsBlob(path), 'dataset.zip');
    return this.send('POST', '/api/datasets', { body: form });
  }

  async register(username: string): Promise<TestReply> {
    const email = `${username}@example.org`;
    return this.json('POST', '/api/auth/register', { username, email, password: PASSWORD });
  }

  login(login: string, password = PASSWORD): Promise<TestReply> {
    return this.json('POST', '/api/auth/login', { login, password });
  }

  cookie(name: string): string | undefined {
    return this.cookies.get(name)?.value;
  }

  /** The same browser, with its current cookies. */
  copy(): TestClient {
    const other = new TestClient(this.url);
    for (const [name, cookie] of this.cookies) other.cookies.set(name, cookie);
    return other;
  }

  #cookieHeader(path: string): string {
    const sent = [...this.cookies].filter(([, cookie]) => path.startsWith(cookie.path));
    return sent.map(([name, { value }]) => `${name}=${value}`).join('; ');
  }

  #keep(header: string): void {
    const [pair = '', ...attributes] = header.split('; ');
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    const path = attributes.find((each) => each.startsWith('Path='))?.slice(5) ?? '/';
    const expires = attributes.find((each) => each.startsWith('Expires='))?.slice(8);
    if (expires !== undefined && Date.parse(expires) < Date.now()) this.cookies.delete(name);
    else this.cookies.set(name, { value, path });
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
