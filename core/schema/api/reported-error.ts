import { codeOf, ForgeError, isErrorReason, type ErrorParams, type ErrorReason } from '../../errors.ts';
import type { OptionalReason, ReportedReason } from './problem.ts';

/** An error as a server of any version reports it. `message` is its English sentence. */
export interface ErrorReport extends OptionalReason {
  readonly code: string;
  readonly message: string;
}

/**
 * An error that a server reported. Its reason is the reported one where this version knows it, otherwise the
 * code, otherwise `internal`. `message` is the server's own sentence, which says more than the code's.
 */
export class ReportedError extends ForgeError {
  constructor({ code, message, reason, params = {} }: ErrorReport, options?: { cause?: unknown }) {
    super(knownReason(code, reason), params as ErrorParams<ErrorReason>, options);
    this.message = message;
  }
}

function knownReason(code: string, reason: string | undefined): ErrorReason {
  if (reason !== undefined && isErrorReason(reason)) return reason;
  return isErrorReason(code) ? codeOf(code) : 'internal';
}

/** The error whose reason was reported without a code: a reason begins with it. */
export const reportedReasonError = ({ reason, params }: ReportedReason, message: string): ReportedError =>
  new ReportedError({ code: reason.split('.', 1)[0] ?? reason, reason, params, message });
