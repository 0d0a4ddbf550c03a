import type { Knex } from 'knex';

/**
 * Uploaded videos, and the jobs that label them. Their files are in the storage under `videos/{id}/` and
 * `jobs/{id}/`.
 */
export async function up(knex: Knex): Promise<void> {
  await createVideos(knex);
  await createJobs(knex);
  await createTasks(knex);
  await createFrames(knex);
  await createWorkers(knex);
}

async function createVideos(knex: Knex): Promise<void> {
  await knex.schema.createTable('videos', (table) => {
    table.uuid('id').primary();
    table.uuid('user_id').notNullable().references('users.id').onDelete('CASCADE').index();
    table.text('state').notNullable().checkIn(['uploading', 'ready']);
    table.text('name').notNullable();
    table.bigInteger('bytes').notNullable();
    // As the sender says while it comes in; checked when it is there.
    table.text('sha256').notNullable();
    // Bytes that are in the storage.
    table.bigInteger('received').notNullable();
    table.timestamp('created_at', { useTz: true }).notNullable();
    // When a part of it last came in or it was last worked on.
    table.timestamp('used_at', { useTz: true }).notNullable();
  });
  await knex.raw(`create unique index videos_by_content on videos (user_id, sha256) where state = 'ready'`);
  // A video lies in the storage as the parts in which it came: no byte is copied to make it whole.
  await knex.schema.createTable('video_parts', (table) => {
    table.uuid('video_id').notNullable().references('videos.id').onDelete('CASCADE');
    table.bigInteger('start').notNullable();
    table.bigInteger('bytes').notNullable();
    table.text('key').notNullable();
    table.primary(['video_id', 'start']);
  });
}

async function createJobs(knex: Knex): Promise<void> {
  await knex.schema.createTable('jobs', (table) => {
    table.uuid('id').primary();
    table.uuid('user_id').notNullable().references('users.id').onDelete('CASCADE');
    table.uuid('video_id').references('videos.id').onDelete('SET NULL').index();
    table.text('name').notNullable();
    table.text('video_name').notNullable();
    // What the sender calls the project and the batch that it belongs to.
    table.text('project_ref');
    table.uuid('batch_id');
    table.text('kind').notNullable().checkIn(['labels', 'dataset']);
    table.text('state').notNullable().checkIn(['queued', 'running', 'paused', 'done', 'failed', 'cancelled']);
    table.text('stage').notNullable();
    table.integer('priority').notNullable();
    // Frames of the stage; null until they are counted.
    table.integer('done').notNullable();
    table.integer('total');
    table.float('frames_per_second');
    table.text('device');
    table.text('reason_code');
    table.text('reason');
    table.uuid('dataset_id');
    // What carried the labels; null before.
    table.jsonb('engine');
    // Counts every change, so that whoever listens knows what they have not seen yet.
    table.bigInteger('revision').notNullable();
    table.timestamp('created_at', { useTz: true }).notNullable();
    table.timestamp('started_at', { useTz: true });
    table.timestamp('ended_at', { useTz: true });
    table.timestamp('changed_at', { useTz: true }).notNullable();
  });
  await knex.raw('create index jobs_by_time on jobs (user_id, created_at, id)');
  await knex.raw('create index jobs_by_change on jobs (user_id, changed_at)');
  await knex.schema.createTable('job_log', (table) => {
    table.uuid('job_id').notNullable().references('jobs.id').onDelete('CASCADE');
    table.bigInteger('revision').notNullable();
    table.timestamp('at', { useTz: true }).notNullable();
    table.text('code').notNullable();
    table.jsonb('values').notNullable();
    table.primary(['job_id', 'revision']);
  });
}

/** The tasks of a job, which workers take from the queue: plan, label a segment of frames, finish. */
async function createTasks(knex: Knex): Promise<void> {
  await knex.schema.createTable('job_tasks', (table) => {
    table.uuid('id').primary();
    table.uuid('job_id').notNullable().references('jobs.id').onDelete('CASCADE').index();
    table.text('kind').notNullable().checkIn(['plan', 'label', 'finish']);
    // Which part of the labelling it is, from 0; null for the other kinds.
    table.integer('part');
    // Whose turn it is: the smallest first (server/jobs/turns.ts).
    table.bigInteger('turn').notNullable();
    table.text('state').notNullable().checkIn(['waiting', 'running', 'done']);
    // What the one worker that has it knows: nobody else can write for it.
    table.uuid('claim');
    table.text('worker_id');
    table.timestamp('heartbeat_at', { useTz: true });
    // Failed or lost attempts since the last frame that was finished.
    table.integer('attempts').notNullable();
    // Of the queue entry, so that it can be taken away; null while a worker has the task and when it is done.
    table.uuid('entry_id');
    // Where the engine stands after the last finished frame.
    table.jsonb('checkpoint');
    // Frames a second, while it runs.
    table.float('rate');
  });
  await knex.raw(`create index job_tasks_running on job_tasks (heartbeat_at) where state = 'running'`);
  await knex.raw(`create index job_tasks_taken on job_tasks (turn) where state <> 'waiting'`);
  await knex.raw('create index job_tasks_queued on job_tasks (turn) where entry_id is not null');
}

async function createFrames(knex: Knex): Promise<void> {
  await knex.schema.createTable('job_frames', (table) => {
    table.uuid('task_id').notNullable().references('job_tasks.id').onDelete('CASCADE');
    // 0, 1, 2... within its task.
    table.integer('position').notNullable();
    table.uuid('job_id').notNullable().references('jobs.id').onDelete('CASCADE');
    table.bigInteger('revision').notNullable();
    table.integer('frame').notNullable();
    table.jsonb('result').notNullable();
    // A small WebP picture of the frame, of some frames.
    table.binary('picture');
    table.primary(['task_id', 'position']);
  });
  await knex.raw('create index job_frames_by_revision on job_frames (job_id, revision)');
}

async function createWorkers(knex: Knex): Promise<void> {
  await knex.schema.createTable('workers', (table) => {
    table.text('id').primary();
    table.text('name').notNullable();
    table.text('device');
    // What each device said when it was tried, and what one frame takes.
    table.jsonb('devices').notNullable();
    table.jsonb('costs');
    table.integer('slots').notNullable();
    table.boolean('draining').notNullable();
    table.timestamp('started_at', { useTz: true }).notNullable();
    table.timestamp('seen_at', { useTz: true }).notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['workers', 'job_frames', 'job_tasks', 'job_log', 'jobs', 'video_parts', 'videos'])
    await knex.schema.dropTable(table);
}
