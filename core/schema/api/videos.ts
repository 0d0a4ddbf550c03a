import { z } from 'zod';

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 of 64 hexadecimal digits is wanted');

export const videoIdSchema = z.uuid();

/** A video in the account, whole and checked. Times are ISO 8601 in UTC. */
export const storedVideoSchema = z.object({
  id: videoIdSchema,
  /** The file's own name, for showing. */
  name: z.string(),
  bytes: z.int().min(1),
  sha256: sha256Schema,
  createdAt: z.iso.datetime(),
  /** Videos that no job has used for `limits.videoKeepDays` are removed. */
  usedAt: z.iso.datetime(),
});
export type StoredVideo = Readonly<z.infer<typeof storedVideoSchema>>;

export const videoQuerySchema = z.object({
  /** Only the video with this content: the same video need not be uploaded twice. */
  sha256: sha256Schema.optional(),
});

export const videoListSchema = z.object({ videos: z.array(storedVideoSchema) });

/**
 * Where uploads go (tus 1.0). `Upload-Metadata` has `filename` and `sha256`; the id of the upload is the id
 * of the video.
 */
export const UPLOADS_PATH = '/api/uploads';

/** An upload in progress. */
export const uploadSchema = z.object({
  id: videoIdSchema,
  bytes: z.int().min(1),
  /** Bytes that are stored safely: the upload resumes with the next one. */
  received: z.int().min(0),
});
