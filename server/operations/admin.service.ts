import type {
  AdminFailure,
  AdminOverview,
  AdminUser,
  AdminUserPage,
  AdminUserQuery,
  AdminWorker,
} from '../../core/schema/api/admin.ts';
import { isErrorReason, type ErrorCode } from '../../core/errors.ts';
import { jobStateSchema } from '../../core/schema/api/jobs.ts';
import type { ReportedReason } from '../../core/schema/api/problem.ts';
import { ENGLISH_SENTENCES } from '../../core/sentences/english.ts';
import { fillSentence } from '../../core/sentences/fill-sentence.ts';
import { isRetryable } from '../../core/retryable.ts';
import type { FailureRow, OperationsRepo, UserUse, WorkerUse } from './operations.repo.ts';

const FAILURES = 10;
const ACTIVE_HOURS = 24;

interface AdminLimits {
  /** Quotas of one account, in bytes. */
  readonly quotas: { readonly datasets: number; readonly videos: number };
  /** Seconds without a heartbeat after which a worker counts as lost. */
  readonly lostSeconds: number;
}

/**
 * The administrators' view: the state of the installation, and each user's share of it. Nothing of the users'
 * content.
 */
export class AdminService {
  constructor(
    private readonly operations: OperationsRepo,
    private readonly limits: AdminLimits,
  ) {}

  async overview(): Promise<AdminOverview> {
    const { operations } = this;
    const { quotas, lostSeconds } = this.limits;
    const states = new Map((await operations.jobsByState()).map(({ state, count }) => [state, count]));
    const failures = await operations.lastFailures(FAILURES);
    const workers = await operations.workers();
    const kept = await operations.kept();
    return {
      queue: await operations.queue(),
      jobs: Object.fromEntries(
        jobStateSchema.options.map((state) => [state, states.get(state) ?? 0]),
      ) as AdminOverview['jobs'],
      failures: failures.map(failureOf),
      workers: workers.map((worker) => workerOf(worker, lostSeconds)),
      users: { count: kept.users, active: await operations.countActive(ACTIVE_HOURS) },
      storage: {
        datasets: { count: kept.datasets, bytes: kept.dataset_bytes, quotaBytes: quotas.datasets },
        videos: { count: kept.videos, bytes: kept.video_bytes, quotaBytes: quotas.videos },
      },
    };
  }

  async users({ limit, cursor }: AdminUserQuery): Promise<AdminUserPage> {
    const rows = await this.operations.users(limit, cursor);
    const page = rows.slice(0, limit);
    return { users: page.map(userOf), nextCursor: rows.length > limit ? (page.at(-1)?.username ?? null) : null };
  }
}

const workerOf = (row: WorkerUse, lostSeconds: number): AdminWorker => ({
  id: row.id,
  name: row.name,
  device: row.device,
  devices: row.devices.map(({ device, reason, precision }) => ({ device, reason, precision })),
  slots: row.slots,
  busy: row.busy,
  framesPerSecond: row.rate,
  draining: row.draining,
  lost: row.silent_seconds > lostSeconds,
  silentSeconds: row.silent_seconds,
  startedAt: row.started_at.toISOString(),
  costs: row.costs,
});

function failureOf(row: FailureRow): AdminFailure {
  const { id: jobId, username, device, reason_code: code, error, ended_at: endedAt } = row;
  const said = error ? { reason: error.reason, params: paramsWithoutNames(error.params, row) } : {};
  return { jobId, username, device, code, message: withoutNames(row), ...said, endedAt: endedAt.toISOString() };
}

/**
 * Why a job failed, without its owner's names. A sentence about a user's input quotes their names; one about
 * the machine quotes advice.
 */
function withoutNames(row: FailureRow): string {
  const { reason_code: code, reason, error } = row;
  if (error && isErrorReason(error.reason))
    return fillSentence(ENGLISH_SENTENCES[error.reason], paramsWithoutNames(error.params, row));
  // A failure of before reasons were kept has only its sentence.
  const sentence = withoutQuotedNames(reason, row);
  return isRetryable(code as ErrorCode, 'task') ? sentence : sentence.replace(/".*"/s, '"…"');
}

/** Texts in the parameters of an error about a user's input may be names. */
function paramsWithoutNames(params: ReportedReason['params'], row: FailureRow): ReportedReason['params'] {
  const isInput = !isRetryable(row.reason_code as ErrorCode, 'task');
  const shown = (value: string | number) => {
    if (typeof value === 'number') return value;
    return isInput || value === row.name || value === row.video_name ? '…' : withoutQuotedNames(value, row);
  };
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, shown(value)]));
}

const withoutQuotedNames = (text: string, { name, video_name: video }: FailureRow): string =>
  [video, name].reduce((rest, own) => rest.replaceAll(`"${own}"`, '"…"'), text);

const userOf = (row: UserUse): AdminUser => ({
  id: row.id,
  username: row.username,
  role: row.role,
  createdAt: row.created_at.toISOString(),
  datasets: row.datasets,
  bytes: row.dataset_bytes + row.video_bytes,
  openJobs: row.open_jobs,
});
