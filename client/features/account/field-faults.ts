import { ApiError } from '../../api/api-client.ts';
import { errorSentence } from '../../i18n/error-texts.ts';
import { fieldFaultSentence } from '../../i18n/field-fault-sentence.ts';

/** The server's error of one form field: of a refused field, or an error code that belongs to the field. */
export function faultOf(error: Error | null, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  if (error.code === 'username_taken' && field === 'username') return errorSentence(error);
  if (error.code === 'email_taken' && field === 'email') return errorSentence(error);
  if (error.code === 'password_common' && /password$/i.test(field) && field !== 'currentPassword')
    return errorSentence(error);
  if (error.code === 'password_wrong' && field === 'currentPassword') return errorSentence(error);
  const fault = error.fault(field);
  return fault === undefined ? undefined : fieldFaultSentence(fault);
}

/** The error as a general message, where no field of the form shows it. */
export function generalFault(error: Error | null, fields: readonly string[]): string | undefined {
  if (!error || fields.some((field) => faultOf(error, field) !== undefined)) return undefined;
  return errorSentence(error);
}
