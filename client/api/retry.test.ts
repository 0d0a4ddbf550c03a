import { expect, it, vi } from 'vitest';
import { ForgeError } from '../../core/errors.ts';
import { ApiError } from './api-client.ts';
import { isRetryableCall, withRetries } from './retry.ts';

const away = () => new ForgeError('server_unreachable');
const signal = () => new AbortController().signal;

it('asks again while the server is away, and takes its answer', async () => {
  const call = vi.fn<() => Promise<string>>().mockRejectedValueOnce(away()).mockRejectedValueOnce(away());
  expect(await withRetries(call.mockResolvedValue('here'), signal(), [1, 1, 1])).toBe('here');
  expect(call).toHaveBeenCalledTimes(3);
});

it('gives up after its delays, and at once where it is refused or ended', async () => {
  const call = vi.fn<() => Promise<string>>().mockRejectedValue(away());
  await expect(withRetries(call, signal(), [1, 1])).rejects.toMatchObject({ code: 'server_unreachable' });
  expect(call).toHaveBeenCalledTimes(3);
  const refused = vi
    .fn<() => Promise<string>>()
    .mockRejectedValue(new ApiError(403, { code: 'forbidden', message: 'no' }));
  await expect(withRetries(refused, signal(), [1, 1])).rejects.toMatchObject({ status: 403 });
  expect(refused).toHaveBeenCalledOnce();
  call.mockClear();
  await expect(withRetries(call, AbortSignal.abort(), [1, 1])).rejects.toMatchObject({ code: 'server_unreachable' });
  expect(call).toHaveBeenCalledOnce();
});

it('knows what may pass', () => {
  for (const status of [429, 500, 503])
    expect(isRetryableCall(new ApiError(status, { code: 'internal', message: 'no' }))).toBe(true);
  expect(isRetryableCall(new ApiError(409, { code: 'upload_conflict', message: 'no' }))).toBe(false);
});
