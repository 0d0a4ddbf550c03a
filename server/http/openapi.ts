import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { problemSchema } from '../../core/schema/api/problem.ts';
import { problemKind } from './problem-table.ts';
import type { ReplySpec, Route } from './route.ts';

/** The path as OpenAPI writes it: `{id}` for `:id`. */
export const openApiPath = (path: string): string => path.replace(/:(\w+)/g, '{$1}');

/** An OpenAPI 3.1 description of the routes, from the same schemas that parse them. */
export function openApiDocument(routes: readonly Route[], version: string, accessCookie: string) {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = openApiPath(route.path);
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Vision Data Forge',
      version,
      description:
        'Accounts and finished datasets. Sign in to get the access cookie; ' +
        'it lasts 15 minutes, and POST /api/auth/refresh renews it. ' +
        'Programs send a personal access token instead, where a route names the scope that it needs. ' +
        'Errors are problem documents (RFC 9457) with a stable `code`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths,
    components: {
      securitySchemes: {
        access: { type: 'apiKey', in: 'cookie', name: accessCookie },
        token: { type: 'http', scheme: 'bearer', description: 'A personal access token: vdf_ and 43 characters.' },
        metrics: { type: 'http', scheme: 'bearer', description: 'The METRICS_TOKEN of the server.' },
      },
    },
  });
}

function operation(route: Route): ZodOpenApiOperationObject {
  const { params, query, body, file, access, reply } = route;
  const parameters = { ...(params ? { path: params } : {}), ...(query ? { query } : {}) };
  return {
    operationId: `${route.method} ${route.path}`.replace(/[^a-z]+/gi, '_'),
    summary: route.summary,
    ...((params ?? query) ? { requestParams: parameters } : {}),
    ...(body ? { requestBody: { required: true, content: requestContent(body, file) } } : {}),
    ...(access === 'anyone' ? {} : { security: securityOf(route) }),
    responses: { [String(reply.status)]: success(reply), ...failures(route) },
  };
}

/** The access cookie, or, where the route has a scope, a token with it; for monitoring its own token. */
function securityOf({ access, scope }: Route): Record<string, string[]>[] {
  if (access === 'metrics') return [{ access: [] }, { metrics: [] }];
  if (scope === undefined) return [{ access: [] }];
  return [{ access: [] }, { token: scope === 'any' ? [] : [scope] }];
}

function requestContent(body: z.ZodType, file: string | undefined) {
  if (file === undefined) return { 'application/json': { schema: body } };
  const binary = z.string().meta({ format: 'binary' });
  return { 'multipart/form-data': { schema: body instanceof z.ZodObject ? body.extend({ [file]: binary }) : body } };
}

function success(reply: ReplySpec) {
  if ('schema' in reply) return { description: 'Done.', content: { 'application/json': { schema: reply.schema } } };
  if (!('contentTypes' in reply)) return { description: 'Done; there is nothing to say.' };
  const binary = z.string().meta({ format: 'binary' });
  return {
    description: 'The bytes.',
    content: Object.fromEntries(reply.contentTypes.map((type) => [type, { schema: binary }])),
  };
}

/** One response for each status; its description lists the error codes of that status. */
function failures({ access, problems, method }: Route) {
  const always = method === 'get' ? [] : (['cross_site_request'] as const);
  const asked = access === 'anyone' ? [] : (['not_signed_in', 'forbidden'] as const);
  const codes = [...new Set([...problems, ...asked, ...always, 'internal', 'database_unavailable'] as const)];
  const byStatus = new Map<number, string[]>();
  for (const code of codes) {
    const { status } = problemKind(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, all]) => [
      String(status),
      { description: all.join(', '), content: { 'application/problem+json': { schema: problemSchema } } },
    ]),
  );
}
