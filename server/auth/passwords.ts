import { hash, verify } from '@node-rs/argon2';
import { dictionary } from '@zxcvbn-ts/language-common';
import pLimit from 'p-limit';
import { ForgeError } from '../../core/errors.ts';

/**
 * OWASP's least for Argon2id: 19 MiB, two passes, one lane; some 30 ms a hash. Argon2id is the library's
 * default algorithm.
 */
const ARGON2 = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;
/** Hashes at once: more would only compete for the cores, at 19 MiB each. */
const CONCURRENT_HASHES = 2;
/** Beyond this many waiting requests the server answers "later" instead of letting all wait for seconds. */
const MOST_WAITING = 200;

const limit = pLimit(CONCURRENT_HASHES);
const common = new Set(dictionary['passwords-common'].map((each) => String(each).toLowerCase()));

/** Hash to compare an unknown user's password with, so that it takes as long as for a known one. */
let nobody: Promise<string> | undefined;

/** Whether a password is among the tens of thousands that attackers try first. */
export const isCommonPassword = (password: string): boolean => common.has(password.toLowerCase());

/** The Argon2id hash of a password. Throws `too_many_requests` when too many wait. */
export const hashPassword = (password: string): Promise<string> => queued(() => hash(normalise(password), ARGON2));

/**
 * Whether a password matches a hash; for an account that does not exist (null) false, after the same work.
 * Throws `too_many_requests` when too many wait.
 */
export async function isPasswordRight(password: string, passwordHash: string | null): Promise<boolean> {
  nobody ??= hashPassword('a password that nobody has');
  const against = passwordHash ?? (await nobody);
  const matches = await queued(() => verify(against, normalise(password)));
  return matches && passwordHash !== null;
}

/** The same password typed on another keyboard or system can be other code points (NIST SP 800-63B). */
const normalise = (password: string): string => password.normalize('NFKC');

function queued<T>(work: () => Promise<T>): Promise<T> {
  if (limit.pendingCount >= MOST_WAITING) throw new ForgeError('too_many_requests.hashing');
  return limit(work);
}
