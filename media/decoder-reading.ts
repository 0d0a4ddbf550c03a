import type { VideoSample } from 'mediabunny';

/**
 * The events of one reading for a decoder of this project. mediabunny passes a decoder up to 40 packets
 * before the first frame comes out and keeps all their frames; a decoder that listens here waits instead, and
 * stops when the reading ends.
 */
export interface DecoderReading {
  /** The sample has left mediabunny's queue: the reader owns it now. */
  taken(sample: VideoSample): void;
  /** No further sample will be taken. */
  ended(): void;
}

const readings = new WeakMap<VideoSample, DecoderReading>();

/** For decoders: registers the receiver of a sample's events, before the sample is emitted. */
export function attachReading(sample: VideoSample, reading: DecoderReading): void {
  readings.set(sample, reading);
}

/** For readers: undefined for the platform's own decoders. */
export const readingOf = (sample: VideoSample): DecoderReading | undefined => readings.get(sample);
