import type { HttpRequest, HttpResponse, HttpStack } from 'tus-js-client';

/**
 * Requests of the upload library by `fetch`. Its own stack for Node waits for ever where a reply breaks off,
 * and has no time limit for a server that says nothing.
 */
export class FetchStack implements HttpStack {
  createRequest(method: string, url: string): HttpRequest {
    return new FetchRequest(method, url);
  }

  getName(): string {
    return 'fetch';
  }
}

class FetchRequest implements HttpRequest {
  readonly #headers = new Map<string, string>();
  readonly #ending = new AbortController();

  constructor(
    private readonly method: string,
    private readonly url: string,
  ) {}

  getMethod(): string {
    return this.method;
  }

  getURL(): string {
    return this.url;
  }

  setHeader(name: string, value: string): void {
    this.#headers.set(name, value);
  }

  getHeader(name: string): string | undefined {
    return this.#headers.get(name);
  }

  /** `fetch` does not report the bytes that it sends: the library reports each slice instead. */
  setProgressHandler(): void {
    return undefined;
  }

  async send(body: Blob | null = null): Promise<HttpResponse> {
    const { signal } = this.#ending;
    const response = await fetch(this.url, { method: this.method, headers: [...this.#headers], body, signal });
    const text = await response.text();
    return {
      getStatus: () => response.status,
      getHeader: (name) => response.headers.get(name) ?? undefined,
      getBody: () => text,
      getUnderlyingObject: () => response,
    };
  }

  abort(): Promise<void> {
    this.#ending.abort();
    return Promise.resolve();
  }

  getUnderlyingObject(): null {
    return null;
  }
}
