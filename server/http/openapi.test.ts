// @module-tag process
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Router } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { openApiPath } from './openapi.ts';
import { withReference, type ApiDocument } from './testing/api-reference.ts';

const PAGE = fileURLToPath(new URL('../../docs/api.md', import.meta.url));

let server: TestServer;
let document: ApiDocument;

beforeAll(async () => {
  server = await startTestServer();
  document = (await server.visitor().get('/api/openapi.json')).json as ApiDocument;
});
afterAll(() => server.close());

describe("the API's description", () => {
  it('has exactly the routes that Express has', () => {
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );
    // docs-routes.ts serves the description itself, which is not part of it.
    const mounted = expressRoutes(server.open.app.router).filter((route) => / \/api\//.test(route));
    expect(described.toSorted()).toEqual(mounted.toSorted());
  });

  it('says of each route who may use it, what it takes and what it gives', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    for (const route of server.open.routes) {
      const operation = document.paths[openApiPath(route.path)]?.[route.method];
      const name = `${route.method} ${route.path}`;
      expect(Object.keys(operation?.responses ?? {}), name).toContain(String(route.reply.status));
      expect(operation?.security !== undefined, name).toBe(route.access !== 'anyone');
      const { scope } = route;
      const roles = scope === 'any' ? [] : [scope];
      const bearer = route.access === 'metrics' ? { metrics: [] } : undefined;
      expect(operation?.security?.[1], name).toEqual(scope === undefined ? bearer : { token: roles });
      const wanted = [...route.path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter);
      const inPath = (operation?.parameters ?? []).filter((each) => each.in === 'path').map((each) => each.name);
      expect(inPath, name).toEqual(wanted);
      expect(operation?.requestBody !== undefined, name).toBe(route.body !== undefined);
    }
    expect(Object.keys(document.paths['/api/datasets']?.['post']?.requestBody?.content ?? {})).toEqual([
      'multipart/form-data',
    ]);
  });

  // After a change of a route: npm run docs:api
  it('is what docs/api.md says', async () => {
    const written = await withReference(await readFile(PAGE, 'utf8'), server.open.routes, document);
    await expect(written).toMatchFileSnapshot(PAGE);
  });

  it('can be browsed without another host', async () => {
    const page = await server.visitor().get('/api/docs');
    expect(page.headers.get('content-type')).toContain('text/html');
    const html = new TextDecoder().decode(page.bytes);
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link);
    expect(links.length).toBe(3);
    for (const link of links) {
      expect(link).toMatch(/^\/api\/docs\//);
      expect((await server.visitor().get(link)).status, link).toBe(200);
    }
    expect((await server.visitor().get('/api/docs/package.json')).status).toBe(404);
  });
});

interface Layer {
  readonly route?: { readonly path: string; readonly stack: readonly { readonly method?: string }[] };
  readonly handle?: unknown;
}

/** Every method and path that the app's routers really answer, of the routers mounted at the root. */
function expressRoutes(router: Router): string[] {
  return (router.stack as readonly Layer[]).flatMap(({ route, handle }) => {
    if (route) {
      const methods = new Set(route.stack.map(({ method }) => method ?? 'all'));
      return [...methods].map((method) => `${method} ${openApiPath(route.path)}`);
    }
    return typeof handle === 'function' && 'stack' in handle ? expressRoutes(handle as Router) : [];
  });
}
