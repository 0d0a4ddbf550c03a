import { z } from 'zod';

/** The facts about the server that a client needs before signing in. */
export const serverInfoSchema = z.object({
  version: z.string(),
  pricing: z.object({ perFrameClass: z.number().min(0), currency: z.string() }),
  limits: z.object({ uploadBytes: z.int().min(0), quotaBytes: z.int().min(0) }),
});
export type ServerInfo = Readonly<z.infer<typeof serverInfoSchema>>;
