import { precisionReportSchema, TRIAL_VERSION } from '../../core/models/precision-trial.ts';
import { APP_VERSION } from '../app-version.ts';
import type { PrecisionMemory } from './precision-choice.ts';

const CACHE_NAME = 'vdf-precision';

/**
 * This browser's remembered precision for a device and a model. Another version of the app, and with it of
 * the runtime, starts without one. null when the browser has no storage (private windows).
 *
 * @param hashes sha256 of each of the model's files, by its name
 */
export async function openPrecisionMemory(
  device: string,
  hashes: Readonly<Record<string, string>>,
): Promise<PrecisionMemory | null> {
  const facts = { device, app: APP_VERSION, trial: String(TRIAL_VERSION), ...hashes };
  const key = `/precision?${new URLSearchParams(facts).toString()}`;
  try {
    const cache = await caches.open(CACHE_NAME);
    return {
      async read() {
        const response = await cache.match(key);
        const parsed = precisionReportSchema.safeParse(await response?.json());
        return parsed.success ? parsed.data : null;
      },
      write: (report) => cache.put(key, Response.json(report)),
      async forget() {
        await cache.delete(key);
      },
    };
  } catch (error) {
    console.warn('This browser offers no cache here.', error);
    return null;
  }
}
