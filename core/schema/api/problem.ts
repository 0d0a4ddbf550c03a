import { z } from 'zod';

/**
 * The body of every error reply (RFC 9457): `detail` is one sentence for the user, `code` is for programs.
 */
export const problemSchema = z.object({
  type: z.literal('about:blank'),
  status: z.int().min(400).max(599),
  title: z.string(),
  detail: z.string(),
  code: z.string(),
  /** Which fields of the request are wrong, and why. */
  fields: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
export type Problem = Readonly<z.infer<typeof problemSchema>>;
