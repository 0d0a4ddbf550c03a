import { toForgeError } from '../../core/errors.ts';

/** Failed connections in a row after which the stream is given up. */
const TRIES = 3;

interface StreamOptions {
  readonly path: `/api/${string}`;
  /** Name of the wanted events. */
  readonly event: string;
  readonly signal: AbortSignal;
  /** Called with an event's parsed JSON. An error that it throws ends the stream and rejects the promise. */
  onData(data: unknown): void;
  /** Called when the stream is connected, or is not. */
  onConnected?(connected: boolean): void;
  /**
   * Gives up when no data came within this time, in milliseconds: something on the way, such as a proxy,
   * holds the stream up.
   */
  readonly silenceMs?: number;
}

/**
 * Listens to server-sent events. When the connection is lost, the browser reconnects by itself and sends the
 * id of the last event that it has seen. Resolves when `signal` fires, when the server refuses (for example
 * because an access token expired: the browser does not say), or when connecting failed several times in a
 * row. Resolves to whether any data came.
 */
export function listenToEvents({
  path,
  event,
  signal,
  onData,
  onConnected,
  silenceMs,
}: StreamOptions): Promise<boolean> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve(false);
    const source = new EventSource(path);
    let heard = false;
    let failures = 0;
    const silence = silenceMs === undefined ? undefined : setTimeout(() => end(), silenceMs);
    const end = (fault?: unknown) => {
      clearTimeout(silence);
      signal.removeEventListener('abort', stop);
      source.close();
      onConnected?.(false);
      if (fault === undefined) resolve(heard);
      else reject(toForgeError(fault));
    };
    const stop = () => end();
    signal.addEventListener('abort', stop, { once: true });
    source.onopen = () => {
      failures = 0;
      onConnected?.(true);
    };
    source.onerror = () => {
      failures += 1;
      onConnected?.(false);
      if (source.readyState === EventSource.CLOSED || failures >= TRIES) end();
    };
    source.addEventListener(event, ({ data }: MessageEvent<string>) => {
      heard = true;
      clearTimeout(silence);
      try {
        onData(JSON.parse(data));
      } catch (error) {
        end(error);
      }
    });
  });
}
