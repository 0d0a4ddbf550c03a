import { join } from 'node:path';
import { z } from 'zod';
import type { Pricing } from '../core/dataset/price.ts';
import { ForgeError } from '../core/errors.ts';
import { APP_ROOT } from '../node/app-root.ts';

const PORT_WANTED = 'a whole number from 0 to 65535 is wanted';
const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
const DEVICES = ['auto', 'cuda', 'webgpu', 'cpu'] as const;
const PRECISIONS = ['auto', 'fp32', 'fp16'] as const;
const GIGABYTE = 1_000_000_000;

const wholeNumber = (wanted: string) =>
  z
    .string()
    .regex(/^\d{1,15}$/, wanted)
    .transform(Number);
const bytes = wholeNumber('a number of bytes is wanted').refine((count) => count > 0, 'more than 0 bytes are wanted');
const text = z.string().min(1, 'some text is wanted');

/** Every variable that the server reads; .env.example explains each. An empty value counts as not set. */
export const environmentSchema = z.object({
  /** 0 takes any free port. */
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, PORT_WANTED)
    .transform(Number)
    .refine((port) => port <= 65535, PORT_WANTED)
    .default(8000),
  DATA_DIR: text.default('./data'),
  LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')} is wanted`).default('info'),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'an http or https address is wanted' }).optional(),
  TRUST_PROXY: wholeNumber('the number of proxies before the server is wanted').default(0),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'a postgres:// address is wanted' }).optional(),
  JWT_PRIVATE_KEYS: text.optional(),
  SESSION_SECRETS: z
    .string()
    .transform((list) => list.split(',').map((each) => each.trim()))
    .refine((list) => list.every((each) => each.length >= 32), 'secrets of at least 32 characters are wanted')
    .optional(),
  PRICE_PER_FRAME_CLASS: z
    .string()
    .regex(/^\d{1,9}(\.\d{1,6})?$/, 'a price like 5 or 0.05 is wanted')
    .transform(Number)
    .default(5),
  CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, 'a currency code like USD is wanted')
    .default('USD'),
  UPLOAD_MAX_BYTES: bytes.default(5 * GIGABYTE),
  QUOTA_BYTES: bytes.default(20 * GIGABYTE),
  VIDEO_MAX_BYTES: bytes.default(20 * GIGABYTE),
  VIDEO_QUOTA_BYTES: bytes.default(50 * GIGABYTE),
  VIDEO_MAX_SECONDS: wholeNumber('a number of seconds is wanted').default(6 * 3600),
  VIDEO_KEEP_DAYS: wholeNumber('a number of days is wanted').default(30),
  JOBS_OPEN_MAX: wholeNumber('a number of jobs is wanted').default(200),
  METRICS_TOKEN: z
    .string()
    .regex(/^\S{16,200}$/, 'a secret of 16 to 200 characters without spaces is wanted')
    .optional(),
  QUARANTINE_DAYS: wholeNumber('a number of days is wanted').default(30),
  ACCEPT_EMPTY_DATABASE: z
    .enum(['0', '1', 'false', 'true'], '1 or 0 is wanted')
    .transform((answer) => answer === '1' || answer === 'true')
    .default(false),
  WORKER_SLOTS: wholeNumber('a number of jobs is wanted').optional(),
  WORKER_DEVICE: z.enum(DEVICES, `one of ${DEVICES.join(', ')} is wanted`).default('auto'),
  WORKER_PRECISION: z.enum(PRECISIONS, `one of ${PRECISIONS.join(', ')} is wanted`).default('auto'),
  WORKER_THREADS: wholeNumber('a number of threads is wanted').default(0),
  S3_BUCKET: text.optional(),
  S3_ENDPOINT: z.url({ protocol: /^https?$/, error: 'an http or https address is wanted' }).optional(),
  S3_REGION: text.default('us-east-1'),
  S3_ACCESS_KEY_ID: text.optional(),
  S3_SECRET_ACCESS_KEY: text.optional(),
});

/** Limits on attempts, beyond which they count as guessing. */
export interface AttemptLimits {
  /** Wrong passwords for one account in a quarter of an hour, from all addresses together. */
  readonly failuresPerAccount: number;
  /**
   * Wrong passwords from one address in a quarter of an hour, for all accounts together: an office can share
   * an address.
   */
  readonly failuresPerAddress: number;
  /** New accounts from one address in an hour. */
  readonly accountsPerAddress: number;
}

const ATTEMPTS: AttemptLimits = { failuresPerAccount: 10, failuresPerAddress: 100, accountsPerAddress: 100 };

/** Limits on the videos that are labelled on the server. */
export interface VideoLimits {
  /** Size of one video. */
  readonly bytes: number;
  /** Size of all videos of one account together. */
  readonly quotaBytes: number;
  readonly seconds: number;
  /** Videos that no job has used for this many days are removed. */
  readonly keepDays: number;
}

/** How workers hold their leases, in seconds. */
export interface LeaseTimes {
  /** Between two heartbeats. */
  readonly beat: number;
  /** A worker counts as lost after this long without a heartbeat. */
  readonly lost: number;
  /** Between two polls of the queue. */
  readonly look: number;
}

const LEASES: LeaseTimes = { beat: 5, lost: 20, look: 1 };

export interface WorkerConfig {
  /**
   * Tasks that this process works on at once; 0 leaves them to other workers, null leaves it to the device.
   */
  readonly slots: number | null;
  readonly device: (typeof DEVICES)[number];
  /** Precision of the model's encoder; `auto` uses fp16 where it is right and faster on the device. */
  readonly precision: (typeof PRECISIONS)[number];
  /** Threads of the model on the CPU; 0 leaves it to the runtime (all cores). */
  readonly threads: number;
}

export interface S3Config {
  readonly bucket: string;
  /** Undefined for AWS itself. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** Undefined lets the AWS SDK find its own (instance roles, profiles). */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
}

export interface ServerConfig {
  readonly port: number;
  /** Folder of the server's data. */
  readonly dataDir: string;
  /** Folder of the built client. */
  readonly clientDir: string;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** True where browsers reach the server over https: cookies are then for https alone. */
  readonly secure: boolean;
  /** Number of proxies before the server whose X-Forwarded-* headers are trusted. */
  readonly trustedProxies: number;
  readonly databaseUrl: string | undefined;
  /** RSA keys in PEM form; without them the server creates its own in `dataDir`. */
  readonly signingKeys: string | undefined;
  /**
   * Secrets for signing session cookies, the first one for new ones; without them the server creates its own.
   */
  readonly sessionSecrets: readonly string[] | undefined;
  readonly pricing: Pricing;
  readonly uploadBytes: number;
  readonly attempts: AttemptLimits;
  /** Size limit for the datasets of one account together. */
  readonly quotaBytes: number;
  readonly videos: VideoLimits;
  /** Limit on the open jobs of one account. */
  readonly openJobs: number;
  /** Token for reading the metrics; without one only administrators can. */
  readonly metricsToken: string | undefined;
  readonly worker: WorkerConfig;
  readonly leases: LeaseTimes;
  /** Days that stored files without a database row stay in the quarantine; 0 for ever. */
  readonly quarantineDays: number;
  /** The operator knows that the database lacks most of the stored files: the server starts all the same. */
  readonly acceptEmptyDatabase: boolean;
  /** Bucket for archives; undefined means a folder in `dataDir`. */
  readonly s3: S3Config | undefined;
}

/** The server's settings from environment variables. Throws `arguments_invalid` naming the variable. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): ServerConfig {
  const given = Object.entries(environment).filter(([, value]) => value !== '');
  const parsed = environmentSchema.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw wrong(issue?.path.join('.') ?? '', issue?.message ?? '', parsed.error);
  }
  const { data } = parsed;
  return {
    port: data.PORT,
    dataDir: data.DATA_DIR,
    clientDir: join(APP_ROOT, 'dist', 'client'),
    logLevel: data.LOG_LEVEL,
    secure: data.PUBLIC_URL?.startsWith('https:') ?? false,
    trustedProxies: data.TRUST_PROXY,
    databaseUrl: data.DATABASE_URL,
    signingKeys: data.JWT_PRIVATE_KEYS,
    sessionSecrets: data.SESSION_SECRETS,
    pricing: { perFrameClass: data.PRICE_PER_FRAME_CLASS, currency: data.CURRENCY },
    uploadBytes: data.UPLOAD_MAX_BYTES,
    attempts: ATTEMPTS,
    quotaBytes: data.QUOTA_BYTES,
    videos: {
      bytes: data.VIDEO_MAX_BYTES,
      quotaBytes: data.VIDEO_QUOTA_BYTES,
      seconds: data.VIDEO_MAX_SECONDS,
      keepDays: data.VIDEO_KEEP_DAYS,
    },
    openJobs: data.JOBS_OPEN_MAX,
    metricsToken: data.METRICS_TOKEN,
    worker: {
      slots: data.WORKER_SLOTS ?? null,
      device: data.WORKER_DEVICE,
      precision: data.WORKER_PRECISION,
      threads: data.WORKER_THREADS,
    },
    leases: LEASES,
    quarantineDays: data.QUARANTINE_DAYS,
    acceptEmptyDatabase: data.ACCEPT_EMPTY_DATABASE,
    s3: s3Config(data),
  };
}

function s3Config(data: z.infer<typeof environmentSchema>): S3Config | undefined {
  const { S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = data;
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined))
    throw wrong('S3_SECRET_ACCESS_KEY', 'it and S3_ACCESS_KEY_ID are wanted together');
  if (bucket === undefined) {
    if (data.S3_ENDPOINT ?? accessKeyId) throw wrong('S3_BUCKET', 'the name of a bucket is wanted');
    return undefined;
  }
  const credentials = accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
  return { bucket, endpoint: data.S3_ENDPOINT, region: data.S3_REGION, credentials };
}

const wrong = (variable: string, detail: string, cause?: unknown): ForgeError =>
  new ForgeError('arguments_invalid.setting', { variable, detail }, { cause });
