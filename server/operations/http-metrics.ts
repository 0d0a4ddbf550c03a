import { Histogram, Registry } from 'prom-client';

/** A request that was answered to its end. */
export interface AnsweredRequest {
  readonly method: string;
  /** The template of the route (`/api/jobs/:id`); null where no route of the API answered. */
  readonly route: string | null;
  readonly status: number;
  readonly seconds: number;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** In seconds: from a file of the page to an archive that is checked while it comes in. */
const BOUNDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600];

/**
 * Response times of this process. Its labels have as many values as there are routes, whatever paths are
 * requested.
 */
export class HttpMetrics {
  readonly registry = new Registry();
  readonly #durations = new Histogram({
    name: 'vdf_http_request_duration_seconds',
    help: 'Time to the end of the answer in this process, by route. Files and pages are route "other".',
    labelNames: ['method', 'route', 'status'],
    buckets: BOUNDS,
    registers: [this.registry],
  });

  count({ method, route, status, seconds }: AnsweredRequest): void {
    const known = METHODS.has(method) ? method : 'OTHER';
    this.#durations.observe({ method: known, route: route ?? 'other', status: String(status) }, seconds);
  }
}
