import { collectDefaultMetrics, Registry } from 'prom-client';

let registry: Registry | null = null;

/** The usual figures of a Node process: memory, event loop, garbage collection. One set for the process, whoever asks; watched from the first call on. */
export function processMetrics(): Registry {
  if (registry) return registry;
  registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
