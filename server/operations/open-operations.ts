import type { Knex } from 'knex';
import type { ServerConfig } from '../config.ts';
import type { Route } from '../http/route.ts';
import { operationsRoutes } from '../http/routes/operations-routes.ts';
import { JobTotalsRepo } from '../jobs/job-totals.repo.ts';
import { AdminService } from './admin.service.ts';
import { HttpMetrics, type AnsweredRequest } from './http-metrics.ts';
import { installationMetrics } from './installation-metrics.ts';
import { OperationsRepo } from './operations.repo.ts';
import { processMetrics } from './process-metrics.ts';

/** The operators' routes of a server, and the callback that feeds their metrics. */
interface Operations {
  readonly routes: readonly Route[];
  readonly onAnswered: (request: AnsweredRequest) => void;
}

/** Assembles the metrics and the administrators' view of a server. */
export function openOperations(config: ServerConfig, knex: Knex): Operations {
  const lostSeconds = config.leases.lost;
  const operations = new OperationsRepo(knex);
  const totals = new JobTotalsRepo(knex);
  const quotas = { datasets: config.quotaBytes, videos: config.videos.quotaBytes };
  const http = new HttpMetrics();
  const ofProcess = processMetrics();
  const metrics = async () => [await installationMetrics(operations, totals, lostSeconds), http.registry, ofProcess];
  return {
    routes: operationsRoutes(new AdminService(operations, { quotas, lostSeconds }), metrics),
    onAnswered: (request) => http.count(request),
  };
}
