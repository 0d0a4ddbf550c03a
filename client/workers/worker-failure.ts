import { PageError } from '../i18n/page-error.ts';
import { texts } from '../i18n/texts.ts';

/**
 * Rejects when a worker cannot be started, or dies of an error that none of its own calls reports. Never
 * resolves.
 */
export function rejectOnWorkerFailure(worker: Worker): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      reject(new PageError('internal', () => texts.workerFailed, { cause: event.message }));
    });
    worker.addEventListener('messageerror', () => reject(new PageError('internal', () => texts.workerFailed)));
  });
  // Callers of the worker race with this promise; without a call in progress its rejection is not an
  // unhandled one.
  failed.catch(() => undefined);
  return failed;
}
