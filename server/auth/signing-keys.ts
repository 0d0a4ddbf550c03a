import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ForgeError } from '../../core/errors.ts';

/** A pair of RS256 keys; `kid` is the RFC 7638 thumbprint of the public one. */
interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** The first key signs, all of them verify. */
export type SigningKeys = readonly [SigningKey, ...SigningKey[]];

const MODULUS_BITS = 2048;
const DAY = 86_400_000;
/** A key signs for this long; the server makes the next one at its first start after that. */
const ROTATE_AFTER = 90 * DAY;
/**
 * An old key is kept for this long after the next one began: tokens live for 15 minutes, and clocks differ.
 */
const KEEP_OLD_FOR = DAY;
/** `key-<milliseconds since 1970>.pem` */
const KEY_FILE = /^key-(\d{1,15})\.pem$/;
const PEM_BLOCK = /-----BEGIN [A-Z ]+-----[\s\S]+?-----END [A-Z ]+-----/g;

/**
 * Parses keys given as PEM text, one or more after each other, the first one to sign; "\n" may stand for line
 * breaks. Throws `arguments_invalid`.
 */
export function parseSigningKeys(text: string): SigningKeys {
  try {
    const [first, ...others] = (text.replaceAll('\\n', '\n').match(PEM_BLOCK) ?? []).map(keyOf);
    if (first) return [first, ...others];
  } catch (error) {
    throw new ForgeError('arguments_invalid.signing_keys', {}, { cause: error });
  }
  throw new ForgeError('arguments_invalid.signing_keys');
}

/** The keys of a folder, mode 600 each. Creates the first one, and a new one when the newest is old. */
export async function openSigningKeys(folder: string, now = Date.now()): Promise<SigningKeys> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const times = (await readdir(folder)).flatMap((name) => KEY_FILE.exec(name)?.[1] ?? []).map(Number);
  times.sort((a, b) => b - a);
  const newest = times[0];
  if (newest === undefined || newest < now - ROTATE_AFTER) {
    await writeKey(folder, now);
    times.unshift(now);
  }
  const keys: SigningKey[] = [];
  for (const [at, time] of times.entries()) {
    const successor = times[at - 1];
    const path = join(folder, `key-${time}.pem`);
    if (successor !== undefined && successor < now - KEEP_OLD_FOR) await rm(path);
    else keys.push(keyOf(await readFile(path, 'utf8')));
  }
  const [first, ...others] = keys;
  if (!first) throw new ForgeError('internal.detail', { detail: 'The server has no key to sign with.' });
  return [first, ...others];
}

/** A secret of 256 bits in a file of mode 600, created when missing. */
export async function openSecret(folder: string, name: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  const secret = randomBytes(32).toString('base64url');
  try {
    await writeFile(path, secret, { mode: 0o600, flag: 'wx' });
    return secret;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return readFile(path, 'utf8');
  }
}

async function writeKey(folder: string, time: number): Promise<void> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: MODULUS_BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  await writeFile(join(folder, `key-${time}.pem`), privateKey, { mode: 0o600, flag: 'wx' });
}

function keyOf(pem: string): SigningKey {
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  const { e, kty, n } = publicKey.export({ format: 'jwk' });
  const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (kty !== 'RSA' || bits < MODULUS_BITS) throw new ForgeError('arguments_invalid.signing_keys');
  const kid = createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
  return { kid, privateKey, publicKey };
}
