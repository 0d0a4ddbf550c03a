import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { SigningKeys } from './signing-keys.ts';

/** Access tokens are short-lived; the refresh session renews them. */
export const ACCESS_SECONDS = 15 * 60;
const ISSUER = 'vision-data-forge';
const AUDIENCE = 'vision-data-forge/api';
/** RFC 9068: distinguishes an access token from every other JWT. */
const TYPE = 'at+jwt';

const claimsSchema = z.object({ sub: z.uuid(), sid: z.uuid() });

/** The user of a token and the sign-in that it belongs to. */
interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
}

/** Signs an RS256 JWT that is valid for 15 minutes. */
export function signAccessToken({ userId, sessionId }: AccessClaims, [{ kid, privateKey }]: SigningKeys): string {
  return jwt.sign({ sid: sessionId }, privateKey, {
    algorithm: 'RS256',
    issuer: ISSUER,
    audience: AUDIENCE,
    subject: userId,
    expiresIn: ACCESS_SECONDS,
    keyid: kid,
    header: { alg: 'RS256', typ: TYPE },
  });
}

/**
 * The claims of a token, or null for one that is forged, expired, of another kind or signed with an unknown
 * key.
 */
export function readAccessToken(token: string, keys: SigningKeys): AccessClaims | null {
  const header = jwt.decode(token, { complete: true })?.header;
  const key = keys.find(({ kid }) => kid === header?.kid);
  if (!key || header?.typ !== TYPE) return null;
  try {
    const options = { algorithms: ['RS256' as const], issuer: ISSUER, audience: AUDIENCE };
    const claims = claimsSchema.safeParse(jwt.verify(token, key.publicKey, options));
    return claims.success ? { userId: claims.data.sub, sessionId: claims.data.sid } : null;
  } catch (error) {
    // Expired and not-yet-valid tokens are kinds of this error too.
    if (error instanceof jwt.JsonWebTokenError) return null;
    throw error;
  }
}
