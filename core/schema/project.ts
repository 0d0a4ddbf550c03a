import { z } from 'zod';
import { errorFromData, ForgeError, isErrorReason, type ErrorParams, type ErrorReason } from '../errors.ts';
import { PRECISIONS } from '../ports/segmenter.ts';
import { classIdSchema, frameIndexSchema, imageBoxSchema, imagePointSchema, trackIdSchema } from './brands.ts';
import { maskRleSchema } from './mask.ts';
import { migrate } from './project-migrations.ts';

/** The version that this build writes. */
export const PROJECT_VERSION = 3;

/**
 * The metadata of the video. Sizes are of the displayed frame (rotated, square pixels); times are seconds.
 */
const videoMetadataSchema = z.object({
  /** File or folder name without its path. */
  name: z.string(),
  /** Bytes; for a folder of images the sum of its files. */
  size: z.int().min(0),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  container: z.string(),
  codec: z.string(),
  width: z.int().min(1),
  height: z.int().min(1),
  /** Clockwise degrees that the file asks players to apply; width and height are after it. */
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  /** Seconds from the first frame's start to the last frame's end. */
  duration: z.number().min(0),
  frameCount: z.int().min(1),
  /** The commonest rate of the file in frames a second; for a folder of images the rate it is read at. */
  nominalFps: z.number().positive(),
  /** True where frame intervals differ by more than rounding. */
  variableFps: z.boolean(),
  firstTimestamp: z.number(),
  lastTimestamp: z.number(),
});
export type VideoMetadata = Readonly<z.infer<typeof videoMetadataSchema>>;

/** A class of objects. `color` is "#rrggbb". */
const labelClassSchema = z.object({
  id: classIdSchema,
  name: z.string().min(1).max(50),
  color: z.string().regex(/^#[0-9a-f]{6}$/),
});
export type LabelClass = Readonly<z.infer<typeof labelClassSchema>>;

const shapeSourceSchema = z.enum(['user', 'propagated', 'interpolated']);

/** One object on one frame. A lost object has no shape there; its frame is listed in the track's `lost`. */
const shapeSchema = z.object({
  box: imageBoxSchema,
  mask: maskRleSchema.optional(),
  /**
   * `user`: drawn by the user, so the engine takes it as the truth. Otherwise the model made it from the box,
   * and makes it again.
   */
  maskSource: z.enum(['user', 'model']).optional(),
  /**
   * Of a user's box with a mask of the model: how far the mask fills it, as the IoU of the mask's box with it; 0 where
   * the model found nothing in the box. Absent before a run.
   */
  fill: z.number().min(0).max(1).optional(),
  /** Outer ring first, then holes; each a closed ring without a repeated last point. */
  polygon: z.array(z.array(imagePointSchema)).optional(),
  source: shapeSourceSchema,
  /** 0..1; 1 for what the user drew. */
  confidence: z.number().min(0).max(1),
  /** The object is not in the frame (marked by the user; nothing is exported). */
  outside: z.boolean().default(false),
  /**
   * With `outside`: the last frame of the user's mark. After it the object is searched for again, from the
   * labels around. Without it the object is absent until its next label.
   */
  outsideTo: frameIndexSchema.optional(),
  occluded: z.boolean().default(false),
  /** The user looked at this label and found it right: no run changes it any more. */
  verified: z.boolean().optional(),
});
export type Shape = Readonly<z.infer<typeof shapeSchema>>;

/** JSON object keys are strings: a frame index in decimal. */
const frameKeySchema = z.string().regex(/^(0|[1-9]\d{0,8})$/);

/** A range of frame indices, both inclusive. */
export const frameRangeSchema = z
  .object({ from: frameIndexSchema, to: frameIndexSchema })
  .refine(({ from, to }) => from <= to, {
    message: 'a range of frames ends before it begins',
    params: { reason: 'project_invalid.range_order' satisfies ErrorReason },
  });
export type FrameRange = Readonly<z.infer<typeof frameRangeSchema>>;

const trackSchema = z.object({
  id: trackIdSchema,
  classId: classIdSchema,
  /** By frame index. */
  shapes: z.record(frameKeySchema, shapeSchema),
  /** Indices of processed frames on which the engine did not find the object. */
  lost: z.array(frameIndexSchema).default([]),
  /**
   * Indices of frames whose propagated shape, or that the object is lost there, was found before a label around them
   * was changed: the correction was stopped before it reached them.
   */
  outdated: z.array(frameIndexSchema).optional(),
  /**
   * Between the user's labels on `from` and `to` the box moves in a straight line instead of being found by
   * the model.
   */
  interpolated: z.array(frameRangeSchema).optional(),
  /**
   * The user's choice: a box drawn wider than the object is kept so on all frames. Without it a propagated box beyond
   * a label is the mask's extent, with little of the margins that the user drew.
   */
  keepMargins: z.boolean().optional(),
});
export type Track = Readonly<z.infer<typeof trackSchema>>;

/**
 * What a dataset has on the frames between the sampled ones: `skip`: nothing, they are not part of it;
 * `interpolate`: labels computed from the known frames around (core/project/in-between.ts); `propagate`: labels
 * that the engine finds, as on sampled frames.
 */
export const BETWEEN_CHOICES = ['skip', 'interpolate', 'propagate'] as const;
export type BetweenChoice = (typeof BETWEEN_CHOICES)[number];

/** `skip` where nothing is said. */
const between = z.enum(BETWEEN_CHOICES).exactOptional();

/**
 * Which frames of the video are processed and exported: every n-th, or the frame nearest to each tick of a
 * target rate; and what is done on the frames in between.
 */
export const samplingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('every'), n: z.int().min(1), between }),
  z.object({ kind: z.literal('fps'), fps: z.number().positive().max(1000), between }),
]);
export type Sampling = Readonly<z.infer<typeof samplingSchema>>;

/**
 * The engine, model and backend that propagated the labels: written into the project by a run and into the
 * metadata of every dataset made from it.
 */
export const engineRunSchema = z.object({
  modelId: z.string(),
  fileHashes: z.record(z.string(), z.string()),
  backend: z.enum(['cuda', 'webgpu', 'cpu', 'wasm']),
  /** Of the image encoder; runs without it were made before there was a choice. */
  precision: z.enum(PRECISIONS).default('fp32'),
  engineVersion: z.string(),
});
export type EngineRun = Readonly<z.infer<typeof engineRunSchema>>;

/**
 * The one document that everything reads and writes: plain JSON, versioned; version 1 files stay readable.
 */
export const projectSchema = z
  .object({
    version: z.literal(PROJECT_VERSION),
    name: z.string().min(1).max(200),
    video: videoMetadataSchema,
    classes: z.array(labelClassSchema),
    tracks: z.array(trackSchema),
    /** Indices of the frames that the user labelled, ascending. */
    labelledFrames: z.array(frameIndexSchema),
    sampling: samplingSchema,
    /** The part of the video that is processed and exported; without it the whole video. */
    range: frameRangeSchema.optional(),
    engine: engineRunSchema.optional(),
  })
  .superRefine((project, context) => {
    const report = <R extends ErrorReason>(reason: R, params: ErrorParams<R>) =>
      context.addIssue({ code: 'custom', params: { ...params, reason } });
    const classIds = new Set(project.classes.map((each) => each.id));
    if (classIds.size !== project.classes.length) report('project_invalid.same_class_ids', {});
    const names = new Set(project.classes.map((each) => each.name.toLowerCase()));
    if (names.size !== project.classes.length) report('project_invalid.same_class_names', {});
    const trackIds = new Set(project.tracks.map((each) => each.id));
    if (trackIds.size !== project.tracks.length) report('project_invalid.same_track_ids', {});
    for (const track of project.tracks) {
      if (!classIds.has(track.classId)) report('project_invalid.track_class', { track: track.id });
      for (const rank of [...Object.keys(track.shapes).map(Number), ...track.lost, ...(track.outdated ?? [])]) {
        if (rank >= project.video.frameCount) report('project_invalid.track_frame', { track: track.id, frame: rank });
      }
    }
    project.labelledFrames.forEach((rank, at) => {
      if (rank >= project.video.frameCount) report('project_invalid.labelled_frame', { frame: rank });
      if (at > 0 && rank <= (project.labelledFrames[at - 1] ?? 0)) report('project_invalid.labelled_order', {});
    });
  });
export type Project = Readonly<z.infer<typeof projectSchema>>;

const versionedSchema = z.looseObject({ version: z.int().min(1) });

/**
 * Reads a project document of any version up to PROJECT_VERSION, from parsed JSON.
 * Throws `project_too_new` or `project_invalid`, each with one sentence naming the first fault.
 */
export function parseProject(json: unknown): Project {
  const versioned = versionedSchema.safeParse(json);
  if (!versioned.success) throw new ForgeError('project_invalid.no_version');
  const { version } = versioned.data;
  if (version > PROJECT_VERSION) {
    throw new ForgeError('project_too_new.format', { version, newest: PROJECT_VERSION });
  }
  const parsed = projectSchema.safeParse(migrate({ ...versioned.data, version }));
  if (parsed.success) return parsed.data;
  throw damaged(parsed.error);
}

/** The parameters of an issue that has the reason of its error. */
const ownFaultSchema = z
  .object({ reason: z.string().refine(isErrorReason) })
  .catchall(z.union([z.string(), z.number()]));

/** The first fault: of this schema's own checks, with their reason, or of zod, in its words. */
function damaged(error: z.ZodError): ForgeError {
  const issue = error.issues[0];
  const place = issue?.path.join('.') ?? '';
  const own = ownFaultSchema.safeParse(issue?.code === 'custom' ? issue.params : undefined);
  if (own.success) {
    const { reason, ...params } = own.data;
    return errorFromData({ reason, params: place === '' ? params : { ...params, place } }, { cause: error });
  }
  const detail = `${issue?.message ?? 'unknown fault'}${place === '' ? '' : ` (at ${place})`}`;
  return new ForgeError('project_invalid.damaged', { detail }, { cause: error });
}

/** Reads a project file. Throws as `parseProject`, and `project_invalid` for text that is not JSON. */
export function parseProjectText(text: string): Project {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ForgeError('project_invalid.no_json', {}, { cause: error });
  }
  return parseProject(json);
}
