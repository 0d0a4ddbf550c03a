import { z } from 'zod';

export const errorParamsSchema = z.record(z.string(), z.union([z.string(), z.number()]));

/**
 * The exact failure: `reason` and `params` choose and fill a sentence in any language (core/errors.ts).
 * A newer server has reasons that this version does not know.
 */
export const reportedReasonSchema = z.object({ reason: z.string(), params: errorParamsSchema });
export type ReportedReason = Readonly<z.infer<typeof reportedReasonSchema>>;

/** The same in what a server of before may have written, which has neither. */
export const optionalReasonSchema = reportedReasonSchema.partial();
export type OptionalReason = Readonly<z.infer<typeof optionalReasonSchema>>;

/**
 * The body of every error reply (RFC 9457): `code` is for programs, `reason` and `params` for a sentence in the
 * user's language, `detail` is that sentence in English. Servers before `reason` send none.
 */
export const problemSchema = z.object({
  type: z.literal('about:blank'),
  status: z.int().min(400).max(599),
  title: z.string(),
  detail: z.string(),
  code: z.string(),
  ...optionalReasonSchema.shape,
  /** Which fields of the request are wrong, and why (core/schema/api/field-faults.ts). */
  fields: z.array(z.object({ field: z.string(), message: z.string(), ...optionalReasonSchema.shape })).optional(),
});
export type Problem = Readonly<z.infer<typeof problemSchema>>;
