import type { VideoSample } from 'mediabunny';

/**
 * What a decoder of ours hears of the one reading that it works for. mediabunny hands a decoder up to 40
 * packets before the first frame comes out and keeps all frames that come of them; a decoder that listens
 * here waits instead, and stops when the reading ends.
 */
export interface DecoderReading {
  /** The sample has left mediabunny's queue: it belongs to the reader now. */
  taken(sample: VideoSample): void;
  /** Nobody will take another sample. */
  ended(): void;
}

const readings = new WeakMap<VideoSample, DecoderReading>();

/** For decoders: says who wants to hear of a sample, before it is emitted. */
export function attachReading(sample: VideoSample, reading: DecoderReading): void {
  readings.set(sample, reading);
}

/** For readers: undefined for the platform's own decoders. */
export const readingOf = (sample: VideoSample): DecoderReading | undefined => readings.get(sample);
