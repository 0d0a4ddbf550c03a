import { z } from 'zod';
import { frameIndexSchema, imageBoxSchema, imagePointSchema, trackIdSchema } from '../../../core/schema/brands.ts';
import { jobIdSchema, jobKindSchema } from '../../../core/schema/api/jobs.ts';
import { maskRleSchema } from '../../../core/schema/mask.ts';

/** Identifies the file that a project was made from, to recognize it when it is chosen again. */
const videoIdentitySchema = z.object({
  /** File name without its path. */
  name: z.string(),
  /** Bytes. */
  size: z.int().min(0),
  /** Milliseconds since 1970; 0 when it is not known. */
  lastModified: z.number(),
  /** The result of `fingerprintOf`; null when the file was never seen (a project that came as a file). */
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});
export type VideoIdentity = Readonly<z.infer<typeof videoIdentitySchema>>;

/**
 * The frame whose picture represents a project in the list, with its labels as they are in the stored
 * document.
 */
const previewSchema = z.object({
  frame: frameIndexSchema,
  /** Size of the frame in pixels, the unit of the boxes. */
  width: z.number().positive(),
  height: z.number().positive(),
  labels: z.array(z.object({ color: z.string(), box: imageBoxSchema })).readonly(),
});
export type Preview = Readonly<z.infer<typeof previewSchema>>;

/**
 * A project's row in the list, stored apart from the document so that the list needs no document. Times are
 * milliseconds since 1970.
 */
export const projectSummarySchema = z.object({
  id: z.string().min(1),
  name: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** Version of the project document. */
  format: z.int(),
  video: videoIdentitySchema,
  frameCount: z.int(),
  labelledFrames: z.int(),
  /** The document was found unreadable when it was opened. */
  damaged: z.boolean(),
  /** Null when there is no picture, or one into which an older version of the app drew the labels. */
  preview: previewSchema.nullable().default(null).catch(null),
});
export type ProjectSummary = Readonly<z.infer<typeof projectSummarySchema>>;

/** A project in the list; with a fault it can be saved as a file and deleted, but not opened. */
export interface ListedProject {
  readonly summary: ProjectSummary;
  readonly thumbnail: Blob | null;
  readonly fault: 'newer' | 'damaged' | null;
}

const drawnShapeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('box'), box: imageBoxSchema }),
  z.object({ kind: z.literal('polygon'), polygon: z.array(z.array(imagePointSchema).readonly()).readonly() }),
  z.object({ kind: z.literal('mask'), mask: maskRleSchema }),
]);

const removedLabelsSchema = z.object({
  trackId: trackIdSchema,
  range: z.object({ from: frameIndexSchema, to: frameIndexSchema }),
});

/** A job on the server that works on the project, and may go on while the page is closed. */
const jobReferenceSchema = z.object({
  id: jobIdSchema,
  kind: jobKindSchema,
  /** Labels that the user removed since the job was sent: they must not come back. */
  removed: z.array(removedLabelsSchema).readonly().default([]),
});
export type JobReference = Readonly<z.infer<typeof jobReferenceSchema>>;

/**
 * Unfinished work that is not in the document: labels that wait to be propagated, shapes without a class, an
 * interrupted run.
 */
export const pendingWorkSchema = z.object({
  corrections: z.array(z.object({ trackId: trackIdSchema, frame: frameIndexSchema })).readonly(),
  drafts: z.array(z.object({ frame: frameIndexSchema, drawn: drawnShapeSchema })).readonly(),
  running: z.boolean(),
  /** Older versions of the app wrote none; an unreadable one must not affect the other fields. */
  job: jobReferenceSchema.nullable().default(null).catch(null),
  /** The run whose video was being uploaded to the server. */
  sending: jobKindSchema.nullable().default(null).catch(null),
  /** Jobs whose labels are in the project. */
  taken: z.array(jobIdSchema).readonly().default([]).catch([]),
});
export type PendingWork = Readonly<z.infer<typeof pendingWorkSchema>>;

export const NO_PENDING_WORK: PendingWork = {
  corrections: [],
  drafts: [],
  running: false,
  job: null,
  sending: null,
  taken: [],
};

/** The user's place in a project: the frame on the screen and the selection. */
export const lastPositionSchema = z.object({
  frame: z.int().min(0),
  selectedTrackId: z.int().nullable(),
  activeClassId: z.int().nullable(),
});
export type LastPosition = Readonly<z.infer<typeof lastPositionSchema>>;
