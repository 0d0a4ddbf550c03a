import { expect, it } from 'vitest';
import { ReportedError, reportedReasonError } from './reported-error.ts';

it('has the reason and the parameters of the reply, and the server’s own sentence', () => {
  const params = { scope: 'jobs:read' };
  const error = new ReportedError({ code: 'forbidden', reason: 'forbidden.scope', params, message: 'No.' });
  expect(error).toMatchObject({ code: 'forbidden', reason: 'forbidden.scope', params, message: 'No.' });
});

it('has the code alone where this version does not know the reason, or an older server sends none', () => {
  for (const reason of ['not_found.newer', undefined])
    expect(new ReportedError({ code: 'not_found', ...(reason ? { reason } : {}), message: 'No.' })).toMatchObject({
      code: 'not_found',
      reason: 'not_found',
      message: 'No.',
    });
  expect(reportedReasonError({ reason: 'not_found.newer', params: {} }, 'No.').reason).toBe('not_found');
});

it('is internal where this version does not know the code', () => {
  const error = new ReportedError({ code: 'newer', reason: 'newer.detail', message: 'No.' });
  expect(error).toMatchObject({ code: 'internal', reason: 'internal', message: 'No.' });
});
