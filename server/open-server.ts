import { join } from 'node:path';
import type { Express } from 'express';
import type { Logger } from 'pino';
import packageJson from '../package.json' with { type: 'json' };
import { AccountSessionsRepo } from './auth/account-sessions.repo.ts';
import { AccountsRepo } from './auth/accounts.repo.ts';
import { AccountsService } from './auth/accounts.service.ts';
import { accessCookieName } from './auth/auth-cookies.ts';
import { createAuthenticator, createSessionAuthenticator } from './auth/authenticate.ts';
import { createMonitorCheck } from './auth/monitor-token.ts';
import { PersonalTokensRepo } from './auth/personal-tokens.repo.ts';
import { PersonalTokensService } from './auth/personal-tokens.service.ts';
import { refreshSessions } from './auth/refresh-session.ts';
import { openSecret, openSigningKeys, parseSigningKeys } from './auth/signing-keys.ts';
import type { ServerConfig } from './config.ts';
import type { Database } from './db/database.ts';
import { createApp } from './http/app.ts';
import { openApiDocument } from './http/openapi.ts';
import type { Route } from './http/route.ts';
import { accountRoutes } from './http/routes/account-routes.ts';
import { openArchiveUpload } from './http/routes/archive-upload.ts';
import { authRoutes, type AuthContext } from './http/routes/auth-routes.ts';
import { datasetRoutes } from './http/routes/dataset-routes.ts';
import { jobRoutes } from './http/routes/job-routes.ts';
import { serverRoutes } from './http/routes/server-routes.ts';
import { uploadRoutes } from './http/routes/upload-routes.ts';
import { videoRoutes } from './http/routes/video-routes.ts';
import { tokenRoutes } from './http/routes/token-routes.ts';
import { openJobs } from './jobs/open-jobs.ts';
import { openAppServices, type AppServices } from './open-app-services.ts';
import { openOperations } from './operations/open-operations.ts';
import { reconcile } from './reconcile/reconcile.ts';
import type { BlobStore } from './storage/blob-store.ts';
import { startSweeping } from './reconcile/sweep.ts';
import { VideoUploads } from './videos/video-uploads.ts';
import { VideosRepo } from './videos/videos.repo.ts';

/** An open server with all its parts. */
export interface OpenServer {
  readonly app: Express;
  readonly routes: readonly Route[];
  readonly database: Database;
  readonly store: BlobStore;
  readonly accounts: AccountsService;
  /** Releases the tasks that are under way here, at their checkpoints, and acquires no more. */
  drain(): Promise<void>;
  /** Closes the database. The HTTP side must have ended. */
  close(): Promise<void>;
}

/**
 * Opens the database, the storage and the keys, repairs what a crash left, and builds the HTTP side. Throws
 * `data_folder_in_use`, `database_unavailable`, `storage_unavailable`, `files_unknown`, `arguments_invalid`.
 */
export async function openServer(config: ServerConfig, log: Logger): Promise<OpenServer> {
  const content = await openAppServices(config, log);
  try {
    return await build(config, content, log);
  } catch (error) {
    await content.database.close();
    throw error;
  }
}

async function build(config: ServerConfig, content: AppServices, log: Logger): Promise<OpenServer> {
  const { dataDir, secure, pricing, quotaBytes, uploadBytes } = config;
  const { database, store, datasets, videos, youngFileMilliseconds } = content;
  const { knex } = database;
  const keysFolder = join(dataDir, 'keys');
  const keys = config.signingKeys ? parseSigningKeys(config.signingKeys) : await openSigningKeys(keysFolder);
  const sessionSecrets = config.sessionSecrets ?? [await openSecret(keysFolder, 'session-secret')];
  await reconcile({ knex, store, youngFileMilliseconds }, config, log);
  const uploads = new VideoUploads(new VideosRepo(knex), store, config.videos, log);
  const jobs = await openJobs(config, content, log);
  const accountsRepo = new AccountsRepo(knex);
  const sessionsRepo = new AccountSessionsRepo(knex);
  const accounts = new AccountsService(accountsRepo, sessionsRepo, {
    datasets,
    videos,
    jobs: jobs.service,
    quotas: { datasets: quotaBytes, videos: config.videos.quotaBytes },
  });
  const sessions = refreshSessions(knex, sessionSecrets, secure, log);
  const tokens = new PersonalTokensService(new PersonalTokensRepo(knex));
  const authenticateSession = createSessionAuthenticator(accountsRepo, sessionsRepo, keys, secure);
  const auth: AuthContext = {
    accounts,
    keys,
    sessionSecrets,
    secure,
    sessions,
    authenticate: authenticateSession,
    attempts: config.attempts,
  };
  const upload = await openArchiveUpload(join(dataDir, 'uploads'), uploadBytes);
  const info = { version: packageJson.version, pricing, limits: { uploadBytes, quotaBytes } };
  const operations = openOperations(config, knex);
  const routes = [
    ...serverRoutes(info, [() => database.check(), () => store.check()]),
    ...authRoutes(auth),
    ...accountRoutes(auth),
    ...tokenRoutes(tokens, accounts),
    ...datasetRoutes(datasets, upload),
    ...uploadRoutes(uploads),
    ...videoRoutes(videos),
    ...jobRoutes(jobs.service, jobs.feed),
    ...operations.routes,
  ];
  const api = {
    routes,
    gate: {
      authenticate: createAuthenticator(authenticateSession, tokens, secure),
      isMonitor: createMonitorCheck(config.metricsToken),
    },
    onAnswered: operations.onAnswered,
    document: openApiDocument(routes, packageJson.version, accessCookieName(secure)),
  };
  const stopSweeping = await startSweeping({ knex, store, videos, youngFileMilliseconds }, config, log);
  const close = async () => {
    stopSweeping();
    await uploads.settled();
    await jobs.close();
    await database.close();
  };
  return { app: createApp(config, api, log), routes, database, store, accounts, drain: () => jobs.drain(), close };
}
