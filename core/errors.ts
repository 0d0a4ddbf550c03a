import { ENGLISH_SENTENCES } from './sentences/english.ts';
import { fillSentence, type ParameterNames } from './sentences/fill-sentence.ts';

type Sentences = typeof ENGLISH_SENTENCES;

/** The exact failure: the key of its sentence in each language's table. It begins with the error's code. */
export type ErrorReason = keyof Sentences;

/** The stable codes, for programs, of every way in which the product can refuse or fail. */
export type ErrorCode = ErrorReason extends infer Reason
  ? Reason extends `${infer Code}.${string}`
    ? Code
    : Reason
  : never;

/** The parameters that the sentence of a reason has, by name. */
export type ErrorParams<Reason extends ErrorReason> = Readonly<
  Record<ParameterNames<Sentences[Reason]>, string | number>
>;

interface ErrorOptions {
  /** The technical cause: another error or a text, for logs. */
  readonly cause?: unknown;
}

type ErrorArguments<Reason extends ErrorReason> = [ParameterNames<Sentences[Reason]>] extends [never]
  ? [params?: Readonly<Record<string, never>>, options?: ErrorOptions | undefined]
  : [params: ErrorParams<Reason>, options?: ErrorOptions | undefined];

/**
 * The one error type that crosses module borders. `code` is for programs, `reason` and `params` choose and fill
 * the sentence for the user in any language, `message` is that sentence in English.
 */
export class ForgeError<Reason extends ErrorReason = ErrorReason> extends Error {
  override readonly name = 'ForgeError';
  readonly reason: ErrorReason;
  readonly code: ErrorCode;
  readonly params: Readonly<Record<string, string | number>>;

  constructor(reason: Reason, ...[params = {}, options]: ErrorArguments<Reason>) {
    super(fillSentence(ENGLISH_SENTENCES[reason], params), options);
    this.reason = reason;
    this.code = codeOf(reason);
    this.params = params;
  }
}

/** The code that a reason begins with. */
export const codeOf = (reason: ErrorReason): ErrorCode => reason.split('.', 1)[0] as ErrorCode;

export const isErrorReason = (text: string): text is ErrorReason => Object.hasOwn(ENGLISH_SENTENCES, text);

/** `instanceof` narrows a generic class to one of `any`; this does not. */
export const isForgeError = (error: unknown): error is ForgeError => error instanceof ForgeError;

/** An error as plain data, for threads, processes and workers of the same build. */
export interface ErrorData {
  readonly reason: ErrorReason;
  readonly params: Readonly<Record<string, string | number>>;
}

/**
 * An error from its data.
 *
 * @param data written by the same build, so the parameters are those of the reason
 */
export function errorFromData({ reason, params }: ErrorData, options?: ErrorOptions): ForgeError {
  return new ForgeError(reason, params, options);
}

/**
 * The error as a ForgeError: unchanged if it is one, `aborted` for an abort, otherwise `internal` with the
 * original as cause.
 */
export function toForgeError(error: unknown): ForgeError {
  if (isForgeError(error)) return error;
  if (error instanceof Error && error.name === 'AbortError') return new ForgeError('aborted', {}, { cause: error });
  const detail = error instanceof Error ? error.message : String(error);
  return new ForgeError('internal.detail', { detail }, { cause: error });
}

/** Throws `ForgeError('aborted')` when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ForgeError('aborted', {}, { cause: signal.reason });
}
