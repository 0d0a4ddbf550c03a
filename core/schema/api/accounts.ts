import { z } from 'zod';
import { fieldMessage } from './field-faults.ts';

const MIN_PASSWORD_LENGTH = 8;
/** Long enough for any passphrase, and hashing one this long costs no more. */
const MAX_PASSWORD_LENGTH = 256;

/**
 * ASCII only: no two names look alike, and none has invisible characters. Compared without regard to case.
 */
export const usernameSchema = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{1,30}[A-Za-z0-9])$/, fieldMessage('username'));

/** Compared in lower case. */
const emailSchema = z
  .string()
  .max(254, fieldMessage('too_long', { count: 254 }))
  .pipe(z.email(fieldMessage('email')));

/** A new password: only its length is restricted; the server also refuses the commonest ones. */
export const newPasswordSchema = z
  .string()
  .min(MIN_PASSWORD_LENGTH, fieldMessage('too_short', { count: MIN_PASSWORD_LENGTH }))
  .max(MAX_PASSWORD_LENGTH, fieldMessage('too_long', { count: MAX_PASSWORD_LENGTH }))
  .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), fieldMessage('control_characters'));

/** A password that is only compared. */
const givenPasswordSchema = z
  .string()
  .min(1, fieldMessage('empty'))
  .max(MAX_PASSWORD_LENGTH, fieldMessage('too_long', { count: MAX_PASSWORD_LENGTH }));

export const registerSchema = z.object({
  username: usernameSchema,
  email: emailSchema,
  password: newPasswordSchema,
});
export type Registration = Readonly<z.infer<typeof registerSchema>>;

/** `login` is the username or the e-mail address, in any case. */
export const loginSchema = z.object({
  login: z
    .string()
    .min(1, fieldMessage('empty'))
    .max(254, fieldMessage('too_long', { count: 254 })),
  password: givenPasswordSchema,
});
export type Login = Readonly<z.infer<typeof loginSchema>>;

export const accountPatchSchema = z
  .object({ username: usernameSchema.optional(), email: emailSchema.optional() })
  .refine((patch) => patch.username !== undefined || patch.email !== undefined, fieldMessage('nothing_to_change'));
export type AccountPatch = Readonly<z.infer<typeof accountPatchSchema>>;

export const passwordChangeSchema = z.object({ currentPassword: givenPasswordSchema, newPassword: newPasswordSchema });
export type PasswordChange = Readonly<z.infer<typeof passwordChangeSchema>>;

export const logoutSchema = z.object({
  /** True ends every session of the account, not only this one. */
  everywhere: z.boolean().default(false),
});

export const roleSchema = z.enum(['user', 'admin']);
export type Role = z.infer<typeof roleSchema>;

/** Times are ISO 8601 in UTC. */
export const accountSchema = z.object({
  id: z.uuid(),
  username: z.string(),
  email: z.string(),
  role: roleSchema,
  createdAt: z.iso.datetime(),
  /** The storage used by the account's datasets and its limit, in bytes. */
  storage: z.object({ usedBytes: z.int().min(0), quotaBytes: z.int().min(0), datasets: z.int().min(0) }),
  /** The same for the videos that jobs work on. */
  videos: z.object({ usedBytes: z.int().min(0), quotaBytes: z.int().min(0), videos: z.int().min(0) }),
});
export type Account = Readonly<z.infer<typeof accountSchema>>;

/** One device on which the account is signed in. */
const accountSessionSchema = z.object({
  id: z.uuid(),
  /** The session of this request. */
  current: z.boolean(),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** The browser's user agent at sign-in, at most 300 characters. */
  userAgent: z.string(),
});
export type AccountSession = Readonly<z.infer<typeof accountSessionSchema>>;

export const accountSessionsSchema = z.object({ sessions: z.array(accountSessionSchema) });
