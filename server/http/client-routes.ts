import { join } from 'node:path';
import express, { Router, type Request } from 'express';
import { notFound } from './problem.ts';

/**
 * Serves the built client: files with a hash in their name are cached for ever, everything else is
 * revalidated; addresses of pages lead to the page.
 */
export function clientRoutes(clientDir: string): Router {
  const router = Router();
  const assets = express.static(join(clientDir, 'assets'), {
    immutable: true,
    maxAge: '1y',
    index: false,
    redirect: false,
  });
  router.use('/assets', assets, notFound);
  router.use(
    express.static(clientDir, {
      index: false,
      redirect: false,
      setHeaders: (response) => response.set('Cache-Control', 'no-cache'),
    }),
  );
  router.use((request, response, next) => {
    if (!isPageRequest(request)) {
      notFound(request, response, next);
      return;
    }
    // With a root, folders above it may have any name, ".git"-like ones too.
    response.set('Cache-Control', 'no-cache').sendFile('index.html', { root: clientDir, cacheControl: false });
  });
  return router;
}

/** Whether a browser navigates to a page. A missing script or image must not be answered with the page. */
function isPageRequest(request: Request): boolean {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  return reads && request.accepts('html') === 'html' && !/\.[a-z0-9]+$/i.test(request.path);
}
