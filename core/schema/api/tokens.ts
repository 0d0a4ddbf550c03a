import { z } from 'zod';
import { visibleLine } from './visible-text.ts';

/** The permissions of a personal access token. None allows changes of the account itself. */
export const tokenScopeSchema = z.enum(['datasets:read', 'datasets:write', 'jobs:read', 'jobs:write']);
export type TokenScope = z.infer<typeof tokenScopeSchema>;

export const MAX_TOKEN_DAYS = 366;

export const newTokenSchema = z.object({
  name: visibleLine(100),
  scopes: z
    .array(tokenScopeSchema)
    .min(1, 'at least one is wanted')
    .transform((scopes) => [...new Set(scopes)]),
  /** Days until it ends. */
  days: z.int().min(1).max(MAX_TOKEN_DAYS).default(90),
});
export type NewToken = Readonly<z.infer<typeof newTokenSchema>>;

/** A token as it is listed: never with its secret. Times are ISO 8601 in UTC. */
const personalTokenSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  /** The last four characters of its secret. */
  ending: z.string(),
  scopes: z.array(tokenScopeSchema),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type PersonalToken = Readonly<z.infer<typeof personalTokenSchema>>;

export const personalTokensSchema = z.object({ tokens: z.array(personalTokenSchema) });

/**
 * The answer to creating a token: the only time that its secret is shown. It is sent as `Authorization:
 * Bearer <secret>`.
 */
export const createdTokenSchema = z.object({ token: personalTokenSchema, secret: z.string() });
export type CreatedToken = Readonly<z.infer<typeof createdTokenSchema>>;

/** The permissions of a token, for the program that uses it. */
export const tokenInfoSchema = z.object({
  username: z.string(),
  scopes: z.array(tokenScopeSchema),
  expiresAt: z.iso.datetime(),
});
