/**
 * The few globals that core uses and that browsers, workers and Node all have. Core compiles with neither DOM
 * nor Node types, so only the globals declared here can be used. Only core's own tsconfig includes this file;
 * every other part uses its platform's types.
 */

interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
declare const AbortController: { new (): AbortController };

interface ReadableStreamReadResult<T> {
  readonly done: boolean;
  readonly value?: T;
}
interface ReadableStreamDefaultReader<T> {
  read(): Promise<ReadableStreamReadResult<T>>;
  cancel(reason?: unknown): Promise<void>;
  releaseLock(): void;
}
interface ReadableStream<T> {
  getReader(): ReadableStreamDefaultReader<T>;
}

declare const performance: { now(): number };
declare function setTimeout(task: () => void, milliseconds: number): unknown;
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}

declare function atob(base64: string): string;
declare function btoa(binary: string): string;
declare namespace WebAssembly {
  interface Module {
    readonly __module: never;
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  function compile(bytes: Uint8Array<ArrayBuffer>): Promise<Module>;
  function instantiate(module: Module, imports: object): Promise<Instance>;
}
