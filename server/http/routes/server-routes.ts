import { z } from 'zod';
import { serverInfoSchema, type ServerInfo } from '../../../core/schema/api/server-info.ts';
import { defineRoute, type Route } from '../route.ts';

const statusSchema = z.object({ status: z.literal('ok') });

/** Routes on the server itself: health, readiness, settings. */
export function serverRoutes(info: ServerInfo, checks: readonly (() => Promise<void>)[]): Route[] {
  return [
    defineRoute(
      {
        method: 'get',
        path: '/api/health',
        summary: 'Whether the process answers',
        access: 'anyone',
        reply: { status: 200, schema: statusSchema },
        problems: [],
      },
      () => Promise.resolve({ status: 'ok' as const }),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/api/ready',
        summary: 'Whether the database and the storage answer',
        access: 'anyone',
        reply: { status: 200, schema: statusSchema },
        problems: ['database_unavailable', 'storage_unavailable'],
      },
      async () => {
        for (const check of checks) await check();
        return { status: 'ok' as const };
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/api/info',
        summary: 'Prices and limits',
        access: 'anyone',
        reply: { status: 200, schema: serverInfoSchema },
        problems: [],
      },
      () => Promise.resolve(info),
    ),
  ];
}
