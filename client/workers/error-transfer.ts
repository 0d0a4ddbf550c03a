import { transferHandlers } from 'comlink';
import { z } from 'zod';
import { ForgeError, toForgeError, type ErrorCode } from '../../core/errors.ts';

const thrownSchema = z.object({ code: z.string(), message: z.string(), stack: z.string().optional() });

/**
 * Lets a ForgeError keep its code when it is thrown through comlink, whose own handler keeps only the text.
 * Any other thrown value arrives as a ForgeError too. Both ends call this before they communicate.
 */
export function installErrorTransfer(): void {
  const original = transferHandlers.get('throw');
  if (!original) throw new ForgeError('internal', 'The worker bridge has no handler for errors.');
  transferHandlers.set('throw', {
    canHandle: (value: unknown): value is { value: unknown } => original.canHandle(value),
    serialize({ value }: { value: unknown }) {
      const { code, message, stack } = toForgeError(value);
      return [{ code, message, stack }, []];
    },
    deserialize(serialized: unknown): never {
      const { code, message, stack } = thrownSchema.parse(serialized);
      // The other end wrote the code from the same build.
      throw new ForgeError(code as ErrorCode, message, { cause: stack });
    },
  });
}
