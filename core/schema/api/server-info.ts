import { z } from 'zod';

/** What a client must know of the server before anyone signs in. */
export const serverInfoSchema = z.object({
  version: z.string(),
  pricing: z.object({ perFrameClass: z.number().min(0), currency: z.string() }),
  limits: z.object({ uploadBytes: z.int().min(0), quotaBytes: z.int().min(0) }),
});
export type ServerInfo = Readonly<z.infer<typeof serverInfoSchema>>;
