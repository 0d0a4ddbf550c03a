import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { ForgeError } from '../../core/errors.ts';
import { registerSchema } from '../../core/schema/api/accounts.ts';
import { problemSchema } from '../../core/schema/api/problem.ts';
import { InvalidRequest } from './invalid-request.ts';
import { notFound, problemHandler } from './problem.ts';

const REGISTRATION = { username: 'ann', email: 'ann@example.org', password: 'short' };
const ERRORS: Readonly<Record<string, () => unknown>> = {
  '/refused': () => new ForgeError('forbidden.scope', { scope: 'jobs:read' }),
  '/fault': () => new ForgeError('file_write_failed.folder', { path: '/srv/secret' }),
  '/other': () => new Error('/srv/secret'),
  '/fields': () => new InvalidRequest(registerSchema.safeParse(REGISTRATION).error ?? new z.ZodError([])),
};

let server: Server;
beforeAll(async () => {
  const app = express();
  for (const [path, error] of Object.entries(ERRORS))
    app.get(path, () => {
      throw error();
    });
  app.use(notFound, problemHandler(pino({ level: 'silent' })));
  server = app.listen(0);
  await once(server, 'listening');
});
afterAll(() => server.close());

async function problemAt(path: string) {
  const response = await fetch(`http://localhost:${(server.address() as AddressInfo).port}${path}`);
  const text = await response.text();
  return { text, problem: problemSchema.parse(JSON.parse(text)) };
}

it('has the reason and the parameters of the error beside its code and English sentence', async () => {
  expect((await problemAt('/refused')).problem).toEqual({
    type: 'about:blank',
    status: 403,
    title: 'Forbidden',
    code: 'forbidden',
    reason: 'forbidden.scope',
    params: { scope: 'jobs:read' },
    detail: 'This access token lacks the scope "jobs:read": make one that has it.',
  });
  expect((await problemAt('/nowhere')).problem).toMatchObject({ code: 'not_found', reason: 'not_found.address' });
});

it('says no details of a fault of the server, in its parameters neither', async () => {
  for (const [path, code] of [
    ['/fault', 'file_write_failed'],
    ['/other', 'internal'],
  ] as const) {
    const { text, problem } = await problemAt(path);
    expect(problem).toMatchObject({ status: 500, code, reason: 'internal.server', params: {} });
    expect(problem.detail).toBe('Something unexpected went wrong on the server.');
    expect(text).not.toContain('secret');
  }
});

it('says of each field what is wrong, with a reason where a schema has one', async () => {
  const message = 'at least 8 characters are needed';
  expect((await problemAt('/fields')).problem).toMatchObject({
    status: 400,
    reason: 'request_invalid.field',
    detail: `The field "password" is wrong: ${message}.`,
    fields: [{ field: 'password', message, reason: 'too_short', params: { count: 8 } }],
  });
});
