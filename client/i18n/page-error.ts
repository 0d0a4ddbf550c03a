import { ForgeError, type ErrorCode } from '../../core/errors.ts';

/**
 * An error of the page itself. Its sentence is in the texts, so it can be shown in the language that the page
 * has at that moment.
 */
export class PageError extends ForgeError<ErrorCode> {
  constructor(
    code: ErrorCode,
    readonly say: () => string,
    options?: { cause?: unknown },
  ) {
    super(code, {}, options);
    this.message = say();
  }
}
