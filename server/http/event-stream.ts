import type { Response } from 'express';

/** Proxies end idle connections; comments keep them open and are no events. */
const COMMENT_EVERY_MILLISECONDS = 15_000;
/** As long as an access token: a client that listens on reconnects with a valid one. */
const LONGEST_MILLISECONDS = 15 * 60_000;
/** Bytes that may wait for one listener before it gets fewer updates. */
const WAITING_BYTES = 1 << 20;

/** The same update, with pictures in it, goes to every listener of a job. */
const written = new WeakMap<object, string>();

function jsonOf(data: object): string {
  const known = written.get(data);
  if (known !== undefined) return known;
  const json = JSON.stringify(data);
  written.set(data, json);
  return json;
}

/** Server-sent events (WHATWG HTML, 9.2) on one reply. */
export class EventStream {
  constructor(private readonly response: Response) {
    response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    response.write('retry: 1000\n\n');
  }

  /** Returns false where the listener is too slow: then nothing was sent. */
  send(name: string, data: object, id?: number): boolean {
    if (this.response.writableLength > WAITING_BYTES) return false;
    const lines = [`event: ${name}`, ...(id === undefined ? [] : [`id: ${id}`]), `data: ${jsonOf(data)}`];
    this.response.write(`${lines.join('\n')}\n\n`);
    return true;
  }

  /** Keeps the connection alive until either side ends it. */
  async ended(): Promise<void> {
    const comments = setInterval(() => this.response.write(':\n\n'), COMMENT_EVERY_MILLISECONDS).unref();
    const longest = setTimeout(() => this.response.end(), LONGEST_MILLISECONDS).unref();
    await new Promise<void>((resolve) => this.response.once('close', resolve));
    clearInterval(comments);
    clearTimeout(longest);
  }
}
