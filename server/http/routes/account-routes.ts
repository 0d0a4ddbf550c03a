import { z } from 'zod';
import { accountPatchSchema, accountSchema, accountSessionsSchema } from '../../../core/schema/api/accounts.ts';
import { clearAccessCookie } from '../../auth/auth-cookies.ts';
import { defineRoute, type Route } from '../route.ts';
import type { AuthContext } from './auth-routes.ts';

/** Routes to a user's own account. */
export function accountRoutes(auth: AuthContext): Route[] {
  const { accounts } = auth;
  return [
    defineRoute(
      {
        method: 'get',
        path: '/api/users/me',
        summary: 'Your account',
        access: 'user',
        reply: { status: 200, schema: accountSchema },
        problems: [],
      },
      ({ who }) => accounts.describe(who.userId),
    ),
    defineRoute(
      {
        method: 'patch',
        path: '/api/users/me',
        summary: 'Change your username or e-mail address',
        access: 'user',
        body: accountPatchSchema,
        reply: { status: 200, schema: accountSchema },
        problems: ['request_invalid', 'username_taken', 'email_taken'],
      },
      ({ who, body }) => accounts.change(who.userId, body),
    ),
    defineRoute(
      {
        method: 'delete',
        path: '/api/users/me',
        summary: 'Delete your account with everything of it',
        access: 'user',
        reply: { status: 204 },
        problems: [],
      },
      async ({ who, response }) => {
        await accounts.remove(who.userId);
        clearAccessCookie(response, auth.secure);
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/api/users/me/sessions',
        summary: 'The devices on which you are signed in',
        access: 'user',
        reply: { status: 200, schema: accountSessionsSchema },
        problems: [],
      },
      async ({ who }) => ({ sessions: await accounts.listSessions(who) }),
    ),
    defineRoute(
      {
        method: 'delete',
        path: '/api/users/me/sessions/:id',
        summary: 'Sign one device out',
        access: 'user',
        params: z.object({ id: z.uuid() }),
        reply: { status: 204 },
        problems: ['request_invalid', 'not_found'],
      },
      ({ who, params }) => accounts.endSession(params.id, who.userId),
    ),
  ];
}
