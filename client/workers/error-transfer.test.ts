// @vitest-environment node
import { expose, wrap } from 'comlink';
import { expect, it } from 'vitest';
import { ForgeError } from '../../core/errors.ts';
import { installErrorTransfer } from './error-transfer.ts';

installErrorTransfer();

it('transfers the code and the sentence of an error from one side to the other', async () => {
  const { port1, port2 } = new MessageChannel();
  expose(
    {
      known: () => {
        throw new ForgeError('video_no_track', 'This file has no video track.');
      },
      unknown: () => {
        throw new TypeError('x is undefined');
      },
    },
    port1,
  );
  const remote = wrap<{ known(): void; unknown(): void }>(port2);
  const known: unknown = await remote.known().catch((error: unknown) => error);
  expect(known).toBeInstanceOf(ForgeError);
  expect(known).toMatchObject({ code: 'video_no_track', message: 'This file has no video track.' });
  await expect(remote.unknown()).rejects.toMatchObject({ code: 'internal' });
  port1.close();
  port2.close();
});
