import { transferHandlers } from 'comlink';
import { errorFromData, ForgeError, toForgeError, type ErrorData } from '../../core/errors.ts';

/** An error on its way: the other end wrote it from the same build. */
interface ThrownData extends ErrorData {
  readonly stack: string | undefined;
}

/**
 * Lets a ForgeError keep its reason and parameters when it is thrown through comlink, whose own handler keeps
 * only the text. Any other thrown value arrives as a ForgeError too. Both ends call this before they communicate.
 */
export function installErrorTransfer(): void {
  const original = transferHandlers.get('throw');
  if (!original) throw new ForgeError('internal.detail', { detail: 'The worker bridge has no handler for errors.' });
  transferHandlers.set('throw', {
    canHandle: (value: unknown): value is { value: unknown } => original.canHandle(value),
    serialize({ value }: { value: unknown }): [ThrownData, Transferable[]] {
      const { reason, params, stack } = toForgeError(value);
      return [{ reason, params, stack }, []];
    },
    deserialize(serialized: unknown): never {
      const { reason, params, stack } = serialized as ThrownData;
      throw errorFromData({ reason, params }, { cause: stack });
    },
  });
}
