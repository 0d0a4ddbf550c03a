import { VideoSampleSink, type InputVideoTrack, type VideoSample } from 'mediabunny';
import { ForgeError, throwIfAborted } from '../core/errors.ts';
import { microseconds, type FrameTable } from '../core/frames/frame-table.ts';
import { readingOf, type DecoderReading } from './decoder-reading.ts';
import { hasAlphaStream, TRANSPARENT } from './transparency.ts';
import { decodeFailure } from './video-faults.ts';

/**
 * A decoder without output for this long has hung. Decoding from the last key frame takes seconds at the very
 * worst.
 */
const STALL_MILLISECONDS = 60_000;

/** A decoded frame and its index; the receiver closes the sample. */
export interface IndexedSample {
  readonly rank: number;
  readonly sample: VideoSample;
}

/**
 * Decodes the frames of ascending indices with one decoder, from the key frame before the first of them on.
 * Every sample handed out has exactly the timestamp of its frame (in microseconds). A frame that is requested
 * twice is handed out twice.
 * Throws `video_decode_failed` when a frame is missing, the decoder fails or stalls, and `aborted` at once
 * when the signal fires.
 */
export async function* streamSamples(
  track: InputVideoTrack,
  table: FrameTable,
  ranks: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<IndexedSample, void, undefined> {
  const first = table.timestamps[ranks[0] ?? 0];
  if (first === undefined || ranks.length === 0) return;
  throwIfAborted(signal);
  const afterLast = table.timestamps[(ranks.at(-1) ?? 0) + 1] ?? Infinity;
  // A key frame for colour may not be one for transparency: its stream has key frames of its own.
  const hasAlpha = await hasAlphaStream(track);
  const start = hasAlpha ? (table.timestamps[table.keyRanks[ranks[0] ?? 0] ?? 0] ?? first) : first;
  const samples = new VideoSampleSink(track, hasAlpha ? TRANSPARENT : {}).samples(start, afterLast);
  let reading: DecoderReading | undefined;
  try {
    let at = 0;
    while (at < ranks.length) {
      const rank = ranks[at] ?? 0;
      const sample = await nextSample(samples, rank, signal);
      reading = readingOf(sample);
      reading?.taken(sample);
      const ahead = microseconds(sample.timestamp) - microseconds(table.timestamps[rank] ?? 0);
      if (ahead > 1) {
        sample.close();
        throw missingFrame(rank);
      }
      if (ahead < -1) {
        sample.close();
        continue;
      }
      const repeats = countRepeats(ranks, at);
      at += repeats;
      yield* repeated(sample, rank, repeats);
    }
  } finally {
    reading?.ended();
    await samples.return();
  }
}

/** The same sample `times` times, as clones that share its memory; clones that are not taken are closed. */
function* repeated(sample: VideoSample, rank: number, times: number): Generator<IndexedSample> {
  const copies = Array.from({ length: times - 1 }, () => sample.clone());
  copies.push(sample);
  try {
    for (let copy = copies.shift(); copy; copy = copies.shift()) yield { rank, sample: copy };
  } finally {
    for (const copy of copies) copy.close();
  }
}

function countRepeats(ranks: readonly number[], at: number): number {
  let count = 1;
  while (ranks[at + count] === ranks[at]) count++;
  return count;
}

/** The decoder's next sample; aborting or stalling ends the wait, and a sample that comes later is closed. */
async function nextSample(
  samples: AsyncGenerator<VideoSample, void, unknown>,
  rank: number,
  signal: AbortSignal,
): Promise<VideoSample> {
  throwIfAborted(signal);
  const pending = samples.next();
  let giveUp: () => void = () => undefined;
  const abandoned = new Promise<'abandoned'>((resolve) => {
    giveUp = () => resolve('abandoned');
  });
  const timer = setTimeout(giveUp, STALL_MILLISECONDS);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    const result = await Promise.race([pending, abandoned]);
    if (result === 'abandoned') {
      void closeWhenItComes(pending);
      throwIfAborted(signal);
      throw new ForgeError('video_decode_failed.no_answer', { frame: rank });
    }
    if (result.done) throw missingFrame(rank);
    return result.value;
  } catch (error) {
    throw decodeFailure(error, rank);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

/** After an abort the sample or its error is no longer awaited. */
async function closeWhenItComes(pending: Promise<IteratorResult<VideoSample, void>>): Promise<void> {
  const late = await pending.catch(() => undefined);
  if (late && !late.done) late.value.close();
}

const missingFrame = (rank: number) => new ForgeError('video_decode_failed.frame_missing', { frame: rank });
