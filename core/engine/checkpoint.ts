import { z } from 'zod';
import { frameIndexSchema, imageBoxSchema, trackIdSchema, type FrameIndex } from '../schema/brands.ts';
import { maskRleSchema } from '../schema/mask.ts';
import { cellsOfFineMap, FINE } from './fine-map.ts';
import type { Vote } from './vote.ts';

/**
 * A pass in progress: its memory is named by frame and mask, since features and maps can be computed again.
 */
const passCheckpointSchema = z.object({
  /** The label that it started from, and the one on the far side of the gap. */
  from: frameIndexSchema,
  other: frameIndexSchema.nullable(),
  box: imageBoxSchema,
  area: z.int().min(0),
  lostFrames: z.int().min(0),
  lastFrame: frameIndexSchema,
  /** Oldest first. */
  remembered: z.array(z.object({ frame: frameIndexSchema, mask: maskRleSchema })).readonly(),
});
export type PassCheckpoint = Readonly<z.infer<typeof passCheckpointSchema>>;

/**
 * A vote that waits for the other direction. To compute it again the pass would have to be back in its state of then,
 * so it is stored: the smallest rectangle of its fine map that holds all that is not 0.
 */
const waitingVoteSchema = z
  .object({
    frame: frameIndexSchema,
    similarity: z.number(),
    /** Samples of the whole map, a whole number of cells. */
    columns: z.int().min(0).multipleOf(FINE),
    rows: z.int().min(0).multipleOf(FINE),
    /** The rectangle, in samples. */
    left: z.int().min(0),
    top: z.int().min(0),
    width: z.int().min(0),
    height: z.int().min(0),
    /** Its bytes, row by row. */
    values: z.base64({ abort: true }),
  })
  .refine(
    ({ columns, rows, left, top, width, height, values }) =>
      left + width <= columns && top + height <= rows && atob(values).length === width * height,
    'the values of a waiting vote must lie in its map',
  );
export type WaitingVote = Readonly<z.infer<typeof waitingVoteSchema>>;

const trackCheckpointSchema = z.object({
  trackId: trackIdSchema,
  pass: passCheckpointSchema.nullable(),
  waiting: z.array(waitingVoteSchema).readonly(),
});
export type TrackCheckpoint = Readonly<z.infer<typeof trackCheckpointSchema>>;

/**
 * The state of a propagation after one of its results: plain JSON, from which another run of the same request
 * resumes.
 */
export const engineCheckpointSchema = z.object({
  version: z.literal(2),
  /** Results given so far, including those of frames without an object. */
  results: z.int().min(0),
  tracks: z.array(trackCheckpointSchema).readonly(),
});
export type EngineCheckpoint = Readonly<z.infer<typeof engineCheckpointSchema>>;

/**
 * A vote as stored in a checkpoint, without loss.
 *
 * @param columns cells across the map
 */
export function packVote(frame: FrameIndex, { fine, similarity }: Vote, columns: number): WaitingVote {
  const across = columns * FINE;
  const rows = fine.length / across || 0;
  let [left, top, right, bottom] = [across, rows, 0, 0];
  fine.forEach((value, at) => {
    if (value === 0) return;
    const x = at % across;
    const y = (at - x) / across;
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  });
  let text = '';
  for (let y = top; y < bottom; y++)
    for (const byte of fine.subarray(y * across + left, y * across + right)) text += String.fromCharCode(byte);
  const [width, height] = [Math.max(0, right - left), Math.max(0, bottom - top)];
  return { frame, similarity, columns: across, rows, left, top, width, height, values: btoa(text) };
}

/** The inverse of packVote. */
export function unpackVote({ similarity, columns, rows, left, top, width, height, values }: WaitingVote): Vote {
  const bytes = Uint8Array.from(atob(values), (char) => char.charCodeAt(0));
  const fine = new Uint8Array(columns * rows);
  for (let y = 0; y < height; y++) fine.set(bytes.subarray(y * width, (y + 1) * width), (top + y) * columns + left);
  return { fine, map: cellsOfFineMap(fine, columns / FINE), similarity };
}
