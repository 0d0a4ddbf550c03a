import type { z } from 'zod';
import { ForgeError } from '../../core/errors.ts';
import type { Problem } from '../../core/schema/api/problem.ts';

/** A request with invalid fields: their names, and what is wrong with each. */
export class InvalidRequest extends ForgeError {
  readonly fields: NonNullable<Problem['fields']>;

  constructor(error: z.ZodError) {
    const fields = error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }));
    const first = fields[0];
    const where = first && first.field !== '' ? `The field "${first.field}" is wrong` : 'The request is wrong';
    super('request_invalid', `${where}: ${first?.message ?? 'it cannot be read'}.`, { cause: error });
    this.fields = fields.slice(0, MOST_FIELDS);
  }
}
const MOST_FIELDS = 20;
