import { z } from 'zod';
import { ForgeError } from '../../../core/errors.ts';
import {
  createdTokenSchema,
  newTokenSchema,
  personalTokensSchema,
  tokenInfoSchema,
} from '../../../core/schema/api/tokens.ts';
import type { AccountsService } from '../../auth/accounts.service.ts';
import type { PersonalTokensService } from '../../auth/personal-tokens.service.ts';
import { defineRoute, type Route } from '../route.ts';

/** Routes for personal access tokens: creating, listing and revoking them takes a signed-in user. */
export function tokenRoutes(tokens: PersonalTokensService, accounts: AccountsService): Route[] {
  return [
    defineRoute(
      {
        method: 'get',
        path: '/api/users/me/tokens',
        summary: 'Your personal access tokens, without their secrets',
        access: 'user',
        reply: { status: 200, schema: personalTokensSchema },
        problems: [],
      },
      async ({ who }) => ({ tokens: await tokens.list(who.userId) }),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/api/users/me/tokens',
        summary: 'Make a personal access token; its secret is in this reply and never again',
        access: 'user',
        body: newTokenSchema,
        reply: { status: 201, schema: createdTokenSchema },
        problems: ['request_invalid', 'quota_exceeded'],
      },
      ({ who, body }) => tokens.create(who.userId, body),
    ),
    defineRoute(
      {
        method: 'delete',
        path: '/api/users/me/tokens/:id',
        summary: 'Revoke a personal access token',
        access: 'user',
        params: z.object({ id: z.uuid() }),
        reply: { status: 204 },
        problems: ['request_invalid', 'not_found'],
      },
      ({ who, params }) => tokens.revoke(params.id, who.userId),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/api/token',
        summary: 'What the token that asks may do, and for whom',
        access: 'user',
        scope: 'any',
        reply: { status: 200, schema: tokenInfoSchema },
        problems: ['not_found'],
      },
      async ({ who }) => {
        if (who.kind !== 'token') throw new ForgeError('not_found.no_token');
        const { username } = await accounts.describe(who.userId);
        return { username, scopes: [...who.token.scopes], expiresAt: who.token.expiresAt.toISOString() };
      },
    ),
  ];
}
