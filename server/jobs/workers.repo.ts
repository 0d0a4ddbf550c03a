import type { Knex } from 'knex';
import { z } from 'zod';
import { PRECISIONS } from '../../core/ports/segmenter.ts';
import { frameCostsSchema, jobDeviceSchema } from '../../core/schema/api/jobs.ts';

/**
 * The outcome of trying a device. `reason` is a clause that says why it does not work, `precision` the
 * model's precision where it does.
 */
const triedDeviceSchema = z.object({
  device: jobDeviceSchema,
  reason: z.string().nullable(),
  precision: z.enum(PRECISIONS).nullable().default(null),
});
export type TriedDevice = Readonly<z.infer<typeof triedDeviceSchema>>;

/** A worker's description of itself. */
export const workerRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** null until its model was loaded. */
  device: jobDeviceSchema.nullable(),
  devices: z.array(triedDeviceSchema),
  costs: frameCostsSchema.nullable(),
  slots: z.int(),
  draining: z.boolean(),
  started_at: z.date(),
  seen_at: z.date(),
});
export type WorkerRow = Readonly<z.infer<typeof workerRowSchema>>;

/** The table `workers`: one row for each process that works on jobs, renewed while it lives. */
export class WorkersRepo {
  constructor(private readonly knex: Knex) {}

  /** Inserts a worker, or renews its heartbeat and description. */
  async put(worker: Omit<WorkerRow, 'started_at' | 'seen_at'>): Promise<void> {
    const now = this.knex.fn.now();
    const { devices, costs, ...columns } = worker;
    const row = { ...columns, devices: JSON.stringify(devices), costs: costs && JSON.stringify(costs), seen_at: now };
    await this.knex('workers')
      .insert({ ...row, started_at: now })
      .onConflict('id')
      .merge(row);
  }

  async remove(id: string): Promise<void> {
    await this.knex('workers').where({ id }).del();
  }

  /** The name of a worker; null where it had no heartbeat for long. */
  async nameOf(id: string): Promise<string | null> {
    const row: unknown = await this.knex('workers').where({ id }).first('name');
    return z.object({ name: z.string() }).optional().parse(row)?.name ?? null;
  }

  /** Workers with a heartbeat within the last `seconds`; the oldest first. */
  async living(seconds: number): Promise<WorkerRow[]> {
    const rows: unknown = await this.knex('workers')
      .whereRaw(`seen_at > now() - ? * interval '1 second'`, [seconds])
      .orderBy('started_at');
    return z.array(workerRowSchema).parse(rows);
  }

  async removeSilent(seconds: number): Promise<void> {
    await this.knex('workers').whereRaw(`seen_at < now() - ? * interval '1 second'`, [seconds]).del();
  }
}
