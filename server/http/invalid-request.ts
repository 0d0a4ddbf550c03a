import type { z } from 'zod';
import { ForgeError } from '../../core/errors.ts';
import { fieldFault } from '../../core/schema/api/field-faults.ts';
import type { Problem } from '../../core/schema/api/problem.ts';

/** A request with invalid fields: their names, and what is wrong with each. */
export class InvalidRequest extends ForgeError<'request_invalid.field' | 'request_invalid.whole'> {
  readonly fields: NonNullable<Problem['fields']>;

  constructor(error: z.ZodError) {
    const fields = error.issues.map(({ path, message }) => ({ field: path.join('.'), ...fieldFault(message) }));
    const { field, message: detail } = fields[0] ?? { field: '', message: 'it cannot be read' };
    super(field === '' ? 'request_invalid.whole' : 'request_invalid.field', { field, detail }, { cause: error });
    this.fields = fields.slice(0, MOST_FIELDS);
  }
}
const MOST_FIELDS = 20;
