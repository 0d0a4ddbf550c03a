import { format, resolveConfig } from 'prettier';
import { openApiPath } from '../openapi.ts';
import type { Route } from '../route.ts';

/** An operation of the API's description, as far as the reference reads it. */
interface Operation {
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: BodySchema }>> };
}
interface BodySchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}
export interface ApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const BEGIN = '<!-- Written by `npm run docs:api`; do not edit below. -->';
/** Codes that the page's introduction explains once for all routes. */
const OF_ALL_ROUTES = new Set(['not_signed_in', 'forbidden', 'cross_site_request', 'internal', 'database_unavailable']);

/**
 * The page docs/api.md with its reference written anew: what stands above the mark is kept.
 * Throws an Error where the page has no mark.
 */
export async function withReference(page: string, routes: readonly Route[], document: ApiDocument): Promise<string> {
  const [introduction = '', ...rest] = page.split(BEGIN);
  if (rest.length === 0) throw new Error(`docs/api.md has lost the line "${BEGIN}"`);
  const lines: string[] = [];
  let group = '';
  for (const route of routes) {
    const [, , next = ''] = route.path.split('/');
    if (next !== group) lines.push('', `### /api/${next}`, '');
    group = next;
    lines.push(entry(route, document.paths[openApiPath(route.path)]?.[route.method]));
  }
  const config = await resolveConfig(import.meta.filename);
  const wrapped = { ...config, parser: 'markdown', proseWrap: 'always', printWidth: 116 } as const;
  return `${introduction}${await format(`${BEGIN}\n${lines.join('\n')}\n`, wrapped)}`;
}

function entry(route: Route, operation: Operation | undefined): string {
  if (!operation) throw new Error(`${route.method} ${route.path} is not in the API's description`);
  const parts = [
    `- **\`${route.method.toUpperCase()} ${route.path}\`** ${route.summary}.`,
    `For ${visitorsOf(route)}.`,
    fieldsOf('Query', queryOf(operation)),
    fieldsOf('Body', bodyOf(operation)),
    route.file === undefined ? '' : 'The body is `multipart/form-data`.',
    `Gives ${replyOf(route)}.`,
    problemsOf(operation),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function visitorsOf({ access, scope }: Route): string {
  if (access === 'anyone') return 'anyone';
  if (access === 'metrics') return 'administrators, and with `METRICS_TOKEN`';
  const who = access === 'admin' ? 'administrators' : 'users';
  if (scope === undefined) return who;
  return scope === 'any' ? `${who}, and any token` : `${who}, and tokens with \`${scope}\``;
}

/** Names of fields, those that may be left out with a question mark. */
type Fields = readonly { readonly name: string; readonly required: boolean }[];

function queryOf({ parameters = [] }: Operation): Fields {
  const inQuery = parameters.filter((each) => each.in === 'query');
  return inQuery.map(({ name, required = false }) => ({ name, required }));
}

function bodyOf({ requestBody }: Operation): Fields {
  const [content] = Object.values(requestBody?.content ?? {});
  const { properties = {}, required = [] } = content?.schema ?? {};
  return Object.keys(properties).map((name) => ({ name, required: required.includes(name) }));
}

function fieldsOf(title: string, fields: Fields): string {
  if (fields.length === 0) return '';
  return `${title}: ${fields.map(({ name, required }) => `\`${name}${required ? '' : '?'}\``).join(', ')}.`;
}

function replyOf({ reply }: Route): string {
  if ('schema' in reply) return `${reply.status}, JSON`;
  return 'contentTypes' in reply ? `${reply.status}, \`${reply.contentTypes.join('`, `')}\`` : '204';
}

/** The errors that are the route's own, by status. */
function problemsOf({ responses }: Operation): string {
  const faults = Object.entries(responses).filter(([status]) => Number(status) >= 400);
  const own = faults.flatMap(([status, { description }]) => {
    const codes = description.split(', ').filter((code) => !OF_ALL_ROUTES.has(code));
    return codes.length === 0 ? [] : [`${status} \`${codes.join('`, `')}\``];
  });
  return own.length === 0 ? '' : `Errors: ${own.join(', ')}.`;
}
