import { randomUUID } from 'node:crypto';
import express, { type Express } from 'express';
import type { Logger } from 'pino';
import type { ServerConfig } from '../config.ts';
import type { AnsweredRequest } from '../operations/http-metrics.ts';
import { clientRoutes } from './client-routes.ts';
import { refuseCrossSite } from './cross-site.ts';
import { docsRoutes } from './docs-routes.ts';
import { modelRoutes } from './model-routes.ts';
import { mountRoutes, type RequestAuthenticator } from './mount-routes.ts';
import { notFound, problemHandler } from './problem.ts';
import type { Route } from './route.ts';
import { runtimeRoutes } from './runtime-routes.ts';
import { securityHeaders } from './security-headers.ts';

/** The routes under /api, and their authentication. */
interface Api {
  readonly routes: readonly Route[];
  readonly gate: RequestAuthenticator;
  /** Called for every request that was answered to its end. */
  readonly onAnswered: (request: AnsweredRequest) => void;
  /** The OpenAPI description of the routes. */
  readonly document: object;
}

/** The whole HTTP side: the API, the client, and the models and the runtime that the browser needs. */
export function createApp(config: Pick<ServerConfig, 'clientDir' | 'trustedProxies'>, api: Api, log: Logger): Express {
  const app = express();
  app.disable('x-powered-by');
  // Without a configured proxy, X-Forwarded-* headers are not trusted.
  app.set('trust proxy', config.trustedProxies);
  app.use(securityHeaders());
  app.use((request, response, next) => {
    const id = randomUUID();
    response.set('X-Request-Id', id);
    const start = performance.now();
    // The path alone: a query can hold a user's search text. Bodies, cookies and other headers are never
    // logged.
    response.on('finish', () => {
      const elapsed = performance.now() - start;
      const milliseconds = Math.round(elapsed);
      const { method, path } = request;
      const { statusCode: status } = response;
      const route = (response.locals['route'] as string | undefined) ?? null;
      api.onAnswered({ method, route, status, seconds: elapsed / 1000 });
      const level = path.startsWith('/api/') && method !== 'GET' ? 'info' : 'debug';
      log[level]({ id, method, path, status, milliseconds }, 'request');
    });
    next();
  });
  app.use('/api', refuseCrossSite);
  app.use(mountRoutes(api.routes, api.gate));
  app.use('/api', docsRoutes(api.document), notFound);
  app.use('/models', modelRoutes());
  app.use('/ort', runtimeRoutes());
  app.use(clientRoutes(config.clientDir));
  app.use(problemHandler(log));
  return app;
}
