import type { Knex } from 'knex';

/**
 * Metrics for operators: sums over all jobs that ever ended, which stay when the jobs are removed, and since when
 * tasks wait.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('job_totals', (table) => {
    // How jobs ended, or `retried` for an attempt that failed and was followed by another one.
    table.text('outcome').notNullable().checkIn(['done', 'failed', 'cancelled', 'retried']);
    // 'none' where no device was found before the end.
    table.text('device').notNullable();
    // Why it failed; empty where it did not.
    table.text('error_code').notNullable();
    // The bucket of the duration as Prometheus names it: its upper bound in seconds, or '+Inf'; empty for an attempt.
    table.text('duration_le').notNullable();
    table.bigInteger('count').notNullable();
    table.double('seconds').notNullable();
    // Frames that were labelled on the device.
    table.bigInteger('frames').notNullable();
    table.primary(['outcome', 'device', 'error_code', 'duration_le']);
  });
  await knex.schema.alterTable('job_frames', (table) => {
    // What labelled the frame; null for frames from before this column.
    table.text('device');
  });
  await knex.schema.alterTable('job_tasks', (table) => {
    // From when on a worker can take it; null while a worker has it, while its job is paused, and when it is done.
    table.timestamp('waiting_since', { useTz: true });
  });
  await knex.raw('update job_tasks set waiting_since = now() where entry_id is not null');
  await knex.raw('create index jobs_by_state on jobs (state)');
  await knex.raw(`create index jobs_failed on jobs (ended_at) where state = 'failed'`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index jobs_failed');
  await knex.raw('drop index jobs_by_state');
  await knex.schema.alterTable('job_tasks', (table) => table.dropColumn('waiting_since'));
  await knex.schema.alterTable('job_frames', (table) => table.dropColumn('device'));
  await knex.schema.dropTable('job_totals');
}
