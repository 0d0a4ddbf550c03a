import { toForgeError } from '../../core/errors.ts';

/** So often in a row the browser may fail to connect before the stream is given up. */
const TRIES = 3;

interface StreamOptions {
  readonly path: `/api/${string}`;
  /** Name of the events that are wanted. */
  readonly event: string;
  readonly signal: AbortSignal;
  /** What came with an event, as parsed JSON. What it throws ends the stream and is thrown. */
  onData(data: unknown): void;
  /** The stream is connected, or is not. */
  onConnected?(connected: boolean): void;
  /** Gives up where nothing came within this time, in milliseconds: something on the way holds the stream up. */
  readonly silenceMs?: number;
}

/**
 * Listens to server-sent events. When the connection is lost, the browser connects again by itself and tells the server the last event that
 * it has seen. Resolves when `signal` fires, when the server refuses (an access token has run out, say: the browser does not tell), or when
 * connecting failed several times in a row; to whether anything came.
 */
export function listenTo({ path, event, signal, onData, onConnected, silenceMs }: StreamOptions): Promise<boolean> {
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
