// @vitest-environment node
import { expose, wrap } from 'comlink';
import { expect, it } from 'vitest';
import { ForgeError } from '../../core/errors.ts';
import { installErrorTransfer } from './error-transfer.ts';

installErrorTransfer();

it('transfers the reason and the parameters of an error from one side to the other', async () => {
  const { port1, port2 } = new MessageChannel();
  expose(
    {
      known: () => {
        throw new ForgeError('video_no_track.sound', { name: 'a.mp4' });
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
  expect(known).toMatchObject({
    code: 'video_no_track',
    reason: 'video_no_track.sound',
    message: '"a.mp4" has sound but no picture: there is nothing to label.',
  });
  await expect(remote.unknown()).rejects.toMatchObject({ code: 'internal' });
  port1.close();
  port2.close();
});
