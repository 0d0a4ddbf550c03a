import type { EncodedPacket, InputVideoTrack, VideoCodec, VideoSinkDecoderOptions } from 'mediabunny';

/**
 * Decoder options that mark a track of VP8 or VP9 as having a second stream with its transparency. mediabunny
 * (1.61) combines the two in workers made from source text, which the page's security policy forbids; the
 * decoders registered here do it themselves.
 */
export const TRANSPARENT: VideoSinkDecoderOptions = { hardwareAcceleration: 'prefer-software' };

/** Whether decoder options are those of TRANSPARENT. */
export const isTransparencyRequested = (codec: VideoCodec, config: VideoDecoderConfig): boolean =>
  (codec === 'vp8' || codec === 'vp9') && config.hardwareAcceleration === TRANSPARENT.hardwareAcceleration;

/** Whether the pictures of a track come with a second stream for their transparency. */
export async function hasAlphaStream(track: InputVideoTrack): Promise<boolean> {
  const codec = await track.getCodec();
  return (codec === 'vp8' || codec === 'vp9') && (await track.canBeTransparent());
}

/**
 * Whether decoding can begin at a packet's transparency, which has key frames of its own: without
 * transparency it can.
 */
export function isAlphaKeyFrame({ sideData }: EncodedPacket, codec: VideoCodec | null): boolean {
  const first = sideData.alpha?.[0];
  if (first === undefined) return true;
  // The frame types of RFC 6386, 9.1, and of the VP9 bitstream, 6.2 (profiles 0 to 2, no existing frame shown again).
  return codec === 'vp8' ? (first & 1) === 0 : (first & 0b1100) === 0;
}
