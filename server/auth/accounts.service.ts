import { randomUUID } from 'node:crypto';
import { ForgeError } from '../../core/errors.ts';
import type {
  Account,
  AccountPatch,
  AccountSession,
  Login,
  PasswordChange,
  Registration,
  Role,
} from '../../core/schema/api/accounts.ts';
import type { AccountRow, AccountsRepo } from './accounts.repo.ts';
import type { AccountSessionsRepo } from './account-sessions.repo.ts';
import type { SessionPrincipal } from './authenticate.ts';
import { hashPassword, isCommonPassword, isPasswordRight } from './passwords.ts';
import { REFRESH_SECONDS } from './refresh-session.ts';

/** A service that stores files of accounts. */
interface Keeper<Usage> {
  /** The account's share of that storage. */
  usage(userId: string): Promise<{ readonly usedBytes: number } & Usage>;
  /** Returns a function that removes the account's files; call it once the account is deleted. */
  forget(userId: string): Promise<() => Promise<void>>;
}

/** Services that store files of accounts outside of the database, and the quotas. */
interface AccountFileStores {
  readonly datasets: Keeper<{ readonly datasets: number }>;
  readonly videos: Keeper<{ readonly videos: number }>;
  readonly jobs: Pick<Keeper<object>, 'forget'>;
  readonly quotas: { readonly datasets: number; readonly videos: number };
}

/** Accounts and the devices they are signed in on. */
export class AccountsService {
  constructor(
    private readonly accounts: AccountsRepo,
    private readonly sessions: AccountSessionsRepo,
    private readonly kept: AccountFileStores,
  ) {}

  /** Throws `password_common`, `username_taken`, `email_taken`. */
  async register({ username, email, password }: Registration, role: Role = 'user'): Promise<AccountRow> {
    refuseCommon(password);
    const row: AccountRow = {
      id: randomUUID(),
      username,
      email: email.toLowerCase(),
      password_hash: await hashPassword(password),
      role,
      created_at: new Date(),
    };
    await this.accounts.insert(row);
    return row;
  }

  /**
   * The account of a username or address and its password. Throws `sign_in_failed`, the same for both being
   * wrong.
   */
  async signIn({ login, password }: Login): Promise<AccountRow> {
    // PostgreSQL has no NUL in texts; no account has one in its name either.
    const account = login.includes('\0') ? null : await this.accounts.findByLogin(login);
    if ((await isPasswordRight(password, account?.password_hash ?? null)) && account) return account;
    throw new ForgeError('sign_in_failed.login');
  }

  /** Begins a sign-in on one device. Returns its id. Throws `not_signed_in` where the account was deleted meanwhile. */
  async beginSession(userId: string, userAgent: string): Promise<string> {
    const now = new Date();
    const id = randomUUID();
    const begun = await this.sessions.insert({
      id,
      user_id: userId,
      created_at: now,
      last_seen_at: now,
      expires_at: new Date(now.getTime() + REFRESH_SECONDS * 1000),
      user_agent: userAgent,
    });
    if (!begun) throw signedOut();
    return id;
  }

  /**
   * Renews a sign-in once for each refresh session id. Throws `not_signed_in` for one that has ended or whose
   * id was used before.
   */
  async renewSession(accountSessionId: string, sid: string): Promise<AccountRow> {
    const session = await this.sessions.findLive(accountSessionId);
    const account = session && (await this.accounts.find(session.user_id));
    if (!account) throw signedOut();
    const now = new Date();
    if (await this.sessions.renew(accountSessionId, sid, now, new Date(now.getTime() + REFRESH_SECONDS * 1000)))
      return account;
    await this.sessions.end(accountSessionId, account.id);
    throw signedOut();
  }

  /**
   * Refuses a refresh session id that is no longer in use. One that was renewed before is a replay: its whole
   * family ends.
   */
  async refuseReplay(sid: string | null): Promise<never> {
    if (sid !== null) await this.sessions.endFamilyOf(sid);
    throw signedOut();
  }

  /** The account of a sign-in; null where it has ended. */
  async ownerOfSession(id: string): Promise<string | null> {
    return (await this.sessions.findLive(id))?.user_id ?? null;
  }

  /** Throws `not_found`. */
  async endSession(id: string, userId: string): Promise<void> {
    if (!(await this.sessions.end(id, userId))) throw new ForgeError('not_found.session');
  }

  async endAllSessions(userId: string): Promise<void> {
    await this.sessions.endAll(userId);
  }

  /** Throws `not_signed_in` where the account is gone. */
  async describe(userId: string): Promise<Account> {
    const account = await this.accounts.find(userId);
    if (!account) throw signedOut();
    const { id, username, email, role, created_at } = account;
    const { datasets, videos, quotas } = this.kept;
    return {
      id,
      username,
      email,
      role,
      createdAt: created_at.toISOString(),
      storage: { ...(await datasets.usage(userId)), quotaBytes: quotas.datasets },
      videos: { ...(await videos.usage(userId)), quotaBytes: quotas.videos },
    };
  }

  /** Gives the account of a username or e-mail address a role. Throws `not_found`. */
  async setRole(login: string, role: Role): Promise<AccountRow> {
    const account = await this.accounts.findByLogin(login);
    if (!account) throw new ForgeError('not_found.account', { login });
    await this.accounts.setRole(account.id, role);
    return { ...account, role };
  }

  async listSessions({ userId, sessionId }: SessionPrincipal): Promise<AccountSession[]> {
    const rows = await this.sessions.listLive(userId);
    return rows.map((row) => ({
      id: row.id,
      current: row.id === sessionId,
      createdAt: row.created_at.toISOString(),
      lastSeenAt: row.last_seen_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
      userAgent: row.user_agent,
    }));
  }

  /** Throws `username_taken`, `email_taken`. */
  async change(userId: string, patch: AccountPatch): Promise<Account> {
    const email = patch.email?.toLowerCase();
    await this.accounts.update(userId, { ...patch, ...(email === undefined ? {} : { email }) });
    return this.describe(userId);
  }

  /** Sets another password and ends every sign-in of the account. Throws `password_wrong`, `password_common`. */
  async changePassword(userId: string, { currentPassword, newPassword }: PasswordChange): Promise<void> {
    const account = await this.accounts.find(userId);
    if (!account) throw signedOut();
    if (!(await isPasswordRight(currentPassword, account.password_hash))) throw new ForgeError('password_wrong');
    refuseCommon(newPassword);
    await this.accounts.setPassword(userId, await hashPassword(newPassword));
    await this.sessions.endAll(userId);
  }

  /** Deletes the account with all its data. */
  async remove(userId: string): Promise<void> {
    const { datasets, videos, jobs } = this.kept;
    const removals = [await datasets.forget(userId), await videos.forget(userId), await jobs.forget(userId)];
    await this.accounts.remove(userId);
    for (const removeFiles of removals) await removeFiles();
  }
}

function refuseCommon(password: string): void {
  if (isCommonPassword(password)) throw new ForgeError('password_common');
}

const signedOut = (): ForgeError => new ForgeError('not_signed_in.signed_out');
