import { z } from 'zod';
import { frameIndexSchema, imageBoxSchema, trackIdSchema, type FrameIndex } from '../schema/brands.ts';
import { maskRleSchema } from '../schema/mask.ts';
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
 * A vote that waits for the other direction. To compute it again the pass would have to be back in its state
 * of then, so it is stored: all values of its map except leading and trailing zeros, as base64 of 32-bit
 * floats, little-endian.
 */
const waitingVoteSchema = z
  .object({
    frame: frameIndexSchema,
    similarity: z.number(),
    /** Cells of the whole map. */
    cells: z.int().min(0),
    /** Index of the first cell in `values`. */
    start: z.int().min(0),
    values: z.base64({ abort: true }),
  })
  .refine(({ cells, start, values }) => {
    const bytes = atob(values).length;
    return bytes % 4 === 0 && start + bytes / 4 <= cells;
  }, 'the values of a waiting vote must lie in its map');
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
  version: z.literal(1),
  /** Results given so far, including those of frames without an object. */
  results: z.int().min(0),
  tracks: z.array(trackCheckpointSchema).readonly(),
});
export type EngineCheckpoint = Readonly<z.infer<typeof engineCheckpointSchema>>;

/** A vote as stored in a checkpoint, without loss. */
export function packVote(frame: FrameIndex, { map, similarity }: Vote): WaitingVote {
  const isSet = (value: number) => value !== 0;
  const start = Math.max(0, map.findIndex(isSet));
  const values = map.slice(start, map.findLastIndex(isSet) + 1);
  const bytes = new Uint8Array(values.buffer);
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return { frame, similarity, cells: map.length, start, values: btoa(text) };
}

/** The inverse of packVote. */
export function unpackVote({ similarity, cells, start, values }: WaitingVote): Vote {
  const bytes = Uint8Array.from(atob(values), (char) => char.charCodeAt(0));
  const map = new Float32Array(cells);
  map.set(new Float32Array(bytes.buffer), start);
  return { map, similarity };
}
