import { ApiError } from '../../lib/api-client.ts';

/** What the server says of one field of a form: the fields of a refused request, and names that are taken. */
export function faultOf(error: Error | null, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  if (error.code === 'username_taken' && field === 'username') return error.message;
  if (error.code === 'email_taken' && field === 'email') return error.message;
  if (error.code === 'password_common' && /password$/i.test(field) && field !== 'currentPassword') return error.message;
  if (error.code === 'password_wrong' && field === 'currentPassword') return error.message;
  return error.fault(field);
}

/** The error as a sentence of its own, where no field of the form shows it. */
export function generalFault(error: Error | null, fields: readonly string[]): string | undefined {
  if (!error || fields.some((field) => faultOf(error, field) !== undefined)) return undefined;
  return error.message;
}
