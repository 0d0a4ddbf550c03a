import { z } from 'zod';

/** Frame index: the rank of a frame in presentation order, 0-based. Never computed as time × fps. */
export const frameIndexSchema = z.int().min(0).brand<'FrameIndex'>();
export type FrameIndex = z.infer<typeof frameIndexSchema>;

/** Identity of one object through the video, unique in its project, 1-based. */
export const trackIdSchema = z.int().min(1).brand<'TrackId'>();
export type TrackId = z.infer<typeof trackIdSchema>;

/**
 * Identity of a class in its project, 1-based; it survives renaming and reordering. Exporters number classes
 * from 0 by position.
 */
export const classIdSchema = z.int().min(1).brand<'ClassId'>();
export type ClassId = z.infer<typeof classIdSchema>;

/**
 * A box [x, y, width, height] in pixels of the displayed (rotated, square-pixel) frame: origin at the top
 * left, x right, y down. Edges are continuous: the left-top pixel alone is [0, 0, 1, 1].
 */
export const imageBoxSchema = z
  .tuple([z.number(), z.number(), z.number().min(0), z.number().min(0)])
  .readonly()
  .brand<'ImageBox'>();
export type ImageBox = z.infer<typeof imageBoxSchema>;

/** A point [x, y] in the same coordinates as ImageBox. */
export const imagePointSchema = z.tuple([z.number(), z.number()]).readonly().brand<'ImagePoint'>();
export type ImagePoint = z.infer<typeof imagePointSchema>;

/** Brands a number as a frame index. Throws a ZodError for anything but a non-negative integer. */
export const frameIndex = (rank: number): FrameIndex => frameIndexSchema.parse(rank);
/** Brands a number as a track id. Throws a ZodError for anything but a positive integer. */
export const trackId = (id: number): TrackId => trackIdSchema.parse(id);
/** Brands a number as a class id. Throws a ZodError for anything but a positive integer. */
export const classId = (id: number): ClassId => classIdSchema.parse(id);
/**
 * A box from its corner and size in displayed-frame pixels. Unchecked, for inner loops; documents are checked
 * by the schema.
 */
export const imageBox = (x: number, y: number, width: number, height: number): ImageBox =>
  [x, y, width, height] as unknown as ImageBox;
/** A point in displayed-frame pixels. Unchecked, for inner loops. */
export const imagePoint = (x: number, y: number): ImagePoint => [x, y] as unknown as ImagePoint;
