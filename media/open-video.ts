import {
  ALL_FORMATS,
  EncodedPacketSink,
  HLS,
  Input,
  LogLevel,
  Logging,
  type InputVideoTrack,
  type Source,
} from 'mediabunny';
import { ForgeError } from '../core/errors.ts';
import type { FrameTable } from '../core/frames/frame-table.ts';
import type { VideoMetadata } from '../core/schema/project.ts';
import { findBox, type ReadBytes } from './boxes.ts';
import { checkClaims } from './check-claims.ts';
import { codecName } from './codec-names.ts';
import { readPresentedSpans, type PresentedSpan } from './edit-list.ts';
import { frameRate } from './frame-rate.ts';
import { readFrameTable } from './read-frame-table.ts';
import { MAX_PIXELS, MAX_SIDE, MAX_TRACKS } from './limits.ts';
import type { DisplayGeometry } from './sample-pixels.ts';
import { VideoClaims } from './video-claims.ts';
import { readVideoStreams } from './transport-streams.ts';
import { openFailure } from './video-faults.ts';

/** All but playlists (HLS): those are not videos, and would lead to other files. */
const FORMATS = ALL_FORMATS.filter((format) => format !== HLS);

/** The file that a mediabunny source reads. */
export interface VideoFile {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Reads the file's own bytes, for facts that mediabunny does not expose or check. */
  readonly read: ReadBytes;
}

/** A video whose structure is known. The caller disposes `input`. */
interface OpenedVideo {
  readonly input: Input;
  readonly track: InputVideoTrack;
  readonly table: FrameTable;
  readonly metadata: VideoMetadata;
  readonly geometry: DisplayGeometry;
}

/** Reads everything of a video but its pixels. Throws the errors of `openVideo`; nothing stays open then. */
export async function readVideo(source: Source, file: VideoFile): Promise<OpenedVideo> {
  if (file.size === 0) throw new ForgeError('video_empty.file', { name: file.name });
  // Those of its warnings that matter are reported by this project's errors.
  Logging.level = LogLevel.Errors;
  const input = new Input({ source, formats: FORMATS });
  try {
    return await readStructure(input, file);
  } catch (error) {
    input.dispose();
    throw openFailure(error, file.name);
  }
}

async function readStructure(input: Input, file: VideoFile): Promise<OpenedVideo> {
  const format = await input.getFormat();
  const claims = new VideoClaims(file.name, file.size);
  if (hasBoxes(format.name)) await checkClaims(file.read, claims);
  if ((await input.getTracks()).length > MAX_TRACKS) throw claims.manyTracks();
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw await noVideo(input, format.name, file);
  const codec = await track.getCodec();
  await checkSizes(track, claims);
  await checkCodec(track, codec, file.name);
  const table = await readFrameTable(track, await presentedSpans(track, format.name, file), claims);
  const first = table.timestamps[0];
  const last = table.timestamps.at(-1);
  if (first === undefined || last === undefined) {
    throw new ForgeError('video_truncated.no_frame', { name: file.name });
  }
  await checkLastPacket(track, last, file.name);
  const geometry: DisplayGeometry = {
    width: await track.getDisplayWidth(),
    height: await track.getDisplayHeight(),
    rotation: await track.getRotation(),
    flip: await track.getFlip(),
    codedWidth: await track.getCodedWidth(),
    codedHeight: await track.getCodedHeight(),
    // RFC 6386, 9.2: VP8 is BT.601; its files do not state it, and platforms report different matrices.
    matrix: codec === 'vp8' ? 'bt601' : undefined,
  };
  const rate = frameRate(table.timestamps, table.end - first);
  const metadata: VideoMetadata = {
    name: file.name,
    size: file.size,
    container: format.name,
    codec: codec ?? 'unknown',
    width: geometry.width,
    height: geometry.height,
    rotation: geometry.rotation,
    duration: Math.max(table.end, last) - first,
    frameCount: table.timestamps.length,
    ...rate,
    firstTimestamp: first,
    lastTimestamp: last,
  };
  return { input, track, table, metadata, geometry };
}

/**
 * The parts of a track that the file's edit list presents; times before 0 are never shown where there may be
 * edit lists.
 */
async function presentedSpans(
  track: InputVideoTrack,
  format: string,
  { read, size }: VideoFile,
): Promise<readonly PresentedSpan[]> {
  if (!hasBoxes(format)) return [{ start: -Infinity, end: Infinity }];
  const timescale = await track.getTimeResolution();
  const spans = await readPresentedSpans(read, size, { id: track.id, timescale });
  return spans.length > 0 ? spans : [{ start: 0, end: Infinity }];
}

const hasBoxes = (format: string): boolean => format === 'MP4' || format === 'QuickTime File Format';

/** Memory for a picture is allocated by the file's claims, before the first one is decoded. */
async function checkSizes(track: InputVideoTrack, claims: VideoClaims): Promise<void> {
  const sizes = [
    [await track.getCodedWidth(), await track.getCodedHeight()],
    [await track.getDisplayWidth(), await track.getDisplayHeight()],
  ] as const;
  for (const [width, height] of sizes)
    if (Math.max(width, height) > MAX_SIDE || width * height > MAX_PIXELS) throw claims.largePictures(width, height);
}

/** The error for a file in which mediabunny knows no picture track. */
async function noVideo(input: Input, format: string, file: VideoFile): Promise<ForgeError> {
  const { name, read, size } = file;
  const streams = format === 'MPEG Transport Stream' ? await readVideoStreams(read, size) : null;
  const [stream] = streams ?? [];
  if (stream !== undefined) return undecodable(name, stream);
  if ((await input.getTracks()).length > 0) {
    return new ForgeError('video_no_track.sound', { name });
  }
  const hasList = hasBoxes(format) ? (await findBox(read, { start: 0, end: size }, 'moov')) !== undefined : streams;
  if (hasList) return new ForgeError('video_no_track.picture', { name });
  return new ForgeError('video_truncated.frame_list', { name });
}

async function checkCodec(track: InputVideoTrack, codec: string | null, name: string): Promise<void> {
  const internal = await track.getInternalCodecId();
  // The sample entry of every protected MP4 track (ISO/IEC 14496-12, 8.12), whatever the scheme.
  if (internal === 'encv') {
    throw new ForgeError('video_encrypted.file', { name });
  }
  if (codec !== null && (await track.canDecode())) return;
  if (codec === null) throw undecodable(name, codecName(typeof internal === 'string' ? internal : 'unknown'));
  // Where the codec is supported elsewhere, its profile may be the reason.
  const kind = await track.getCodecParameterString();
  throw undecodable(name, [codecName(codec), ...(kind === null ? [] : [kind])].join(', '));
}

const undecodable = (name: string, codec: string): ForgeError =>
  new ForgeError('video_unsupported_codec.file', { name, codec });

/** Files that list all frames at their start may lack the frames themselves: the last one shows it. */
async function checkLastPacket(track: InputVideoTrack, timestamp: number, name: string): Promise<void> {
  const packet = await new EncodedPacketSink(track).getPacket(timestamp);
  if (packet && packet.data.byteLength > 0) return;
  throw new ForgeError('video_truncated.last_frames', { name });
}
