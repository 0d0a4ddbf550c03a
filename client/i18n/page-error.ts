import { ForgeError, type ErrorCode } from '../../core/errors.ts';

/** An error of the page itself. Its sentence is in the texts, so it can be said in whatever language the page has when it is shown. */
export class PageError extends ForgeError {
  constructor(
    code: ErrorCode,
    readonly say: () => string,
    options?: { cause?: unknown },
  ) {
    super(code, say(), options);
  }
}
