import { EncodedPacketSink, type EncodedPacket, type InputVideoTrack } from 'mediabunny';
import { frameTable, microseconds, type FrameTable, type PictureTimes } from '../core/frames/frame-table.ts';
import type { PresentedSpan } from './edit-list.ts';
import { MAX_FRAMES } from './limits.ts';
import { isAlphaKeyFrame, hasAlphaStream } from './transparency.ts';
import type { VideoClaims } from './video-claims.ts';

/**
 * Reads the packets of a track without decoding them. What counts as a frame:
 * - packets before the first key frame (in decode order) cannot be decoded and do not count, nor do the
 *   pictures after it that are presented before it: they refer to what is missing;
 * - frames that the edit list of an MP4 or QuickTime file cuts away, at the start or at the end, do not
 *   count;
 * - of several packets with the same timestamp (in microseconds) the first counts, because only one can be
 *   shown;
 * - VP8 packets marked as not shown do not count.
 * The result is empty where nothing can be shown. Throws `video_unreadable` where there are more than can be
 * read here.
 * @param presented the spans of the track that are shown
 */
export async function readFrameTable(
  track: InputVideoTrack,
  presented: readonly PresentedSpan[],
  claims: VideoClaims,
): Promise<FrameTable> {
  return frameTable(await readPictures(track, presented, claims));
}

async function readPictures(
  track: InputVideoTrack,
  presented: readonly PresentedSpan[],
  claims: VideoClaims,
): Promise<PictureTimes[]> {
  const codec = await track.getCodec();
  const isVp8 = codec === 'vp8';
  const hasAlpha = await hasAlphaStream(track);
  const spans = presented.map(({ start, end }) => ({ start: microseconds(start), end: microseconds(end) }));
  const pictures: PictureTimes[] = [];
  const sink = new EncodedPacketSink(track);
  const firstKey = await findFirstKey(track, sink);
  if (!firstKey) return [];
  let packets = 0;
  for await (const packet of sink.packets(firstKey, undefined, { metadataOnly: !isVp8 && !hasAlpha })) {
    packets += 1;
    if (packets > MAX_FRAMES) throw claims.manyFrames();
    const { timestamp, duration, type } = packet;
    if (timestamp < firstKey.timestamp) continue;
    if (!isPresented(timestamp, spans)) continue;
    if (isVp8 && !isShownVp8(packet.data)) continue;
    const isKey = type === 'key' && (!hasAlpha || isAlphaKeyFrame(packet, codec));
    pictures.push({ timestamp, duration, isKey });
  }
  return pictures;
}

/**
 * The packet that decoding can begin with. Files claim that their first packet is a key frame, and files cut
 * out of a stream do so wrongly: its pictures are parsed. Where none of the marked packets is one by its
 * content, the marks are taken as they are.
 */
async function findFirstKey(track: InputVideoTrack, sink: EncodedPacketSink): Promise<EncodedPacket | null> {
  let marked: EncodedPacket | null = null;
  for (let packet = await sink.getFirstKeyPacket(); packet; packet = await sink.getNextKeyPacket(packet)) {
    marked ??= packet;
    if ((await track.determinePacketType(packet)) !== 'delta') return packet;
  }
  return marked;
}

/** Whether a time (in seconds) lies in one of the spans (in microseconds). */
function isPresented(timestamp: number, spans: readonly PresentedSpan[]): boolean {
  const time = microseconds(timestamp);
  return spans.some(({ start, end }) => time >= start && time < end);
}

/** The show_frame bit of a VP8 frame tag (RFC 6386, 9.1). */
const isShownVp8 = (data: Uint8Array): boolean => ((data[0] ?? 0) & 0x10) !== 0;
