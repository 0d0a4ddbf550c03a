import { describe, expect, it } from 'vitest';
import { newPasswordSchema } from './accounts.ts';
import { fieldFault, fieldMessage } from './field-faults.ts';
import { visibleLine } from './visible-text.ts';

describe('the fault of a field', () => {
  it('has a reason with parameters, and its English sentence', () => {
    expect(fieldFault(fieldMessage('too_short', { count: 8 }))).toEqual({
      reason: 'too_short',
      params: { count: 8 },
      message: 'at least 8 characters are needed',
    });
    expect(fieldFault(fieldMessage('email')).message).toBe('this is no e-mail address');
  });

  it('is only the message where it is one of zod', () => {
    expect(fieldFault('Invalid input')).toEqual({ message: 'Invalid input' });
  });

  it('names the limit of the schema, however long the text is', () => {
    for (const length of [11, 1000]) {
      const message = visibleLine(10).safeParse('x'.repeat(length)).error?.issues[0]?.message;
      expect(fieldFault(message ?? '')).toMatchObject({ reason: 'too_long', params: { count: 10 } });
    }
    const message = newPasswordSchema.safeParse('short').error?.issues[0]?.message;
    expect(fieldFault(message ?? '').message).toBe('at least 8 characters are needed');
  });
});
