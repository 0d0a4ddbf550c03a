import { Registry } from 'prom-client';
import { adminOverviewSchema, adminUserPageSchema, adminUserQuerySchema } from '../../../core/schema/api/admin.ts';
import type { AdminService } from '../../operations/admin.service.ts';
import { defineRoute, type Route } from '../route.ts';

/** Routes for operators. @param metrics the registries that a scrape reads */
export function operationsRoutes(admin: AdminService, metrics: () => Promise<Registry[]>): Route[] {
  return [
    defineRoute(
      {
        method: 'get',
        path: '/api/metrics',
        summary: 'Metrics for Prometheus: of the installation (vdf_*) and of the process that answers',
        access: 'metrics',
        reply: { status: 200, contentTypes: ['text/plain'] },
        problems: [],
      },
      async ({ response }) => {
        const registry = Registry.merge(await metrics());
        const text = await registry.metrics();
        response.set('Content-Type', registry.contentType).set('Cache-Control', 'no-store').send(text);
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/api/admin/overview',
        summary: 'How the installation does: queue, workers, failures, storage',
        access: 'admin',
        reply: { status: 200, schema: adminOverviewSchema },
        problems: [],
      },
      () => admin.overview(),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/api/admin/users',
        summary: 'The accounts and how much they use, by name',
        access: 'admin',
        query: adminUserQuerySchema,
        reply: { status: 200, schema: adminUserPageSchema },
        problems: ['request_invalid'],
      },
      ({ query }) => admin.users(query),
    ),
  ];
}
