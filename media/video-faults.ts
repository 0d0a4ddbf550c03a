import { UnsupportedInputFormatError } from 'mediabunny';
import { ForgeError } from '../core/errors.ts';

/** An error of a decoder or demuxer while frames are read, as one sentence. ForgeErrors stay as they are. */
export function decodeFailure(error: unknown, where: string): ForgeError {
  if (error instanceof ForgeError) return error;
  return new ForgeError(
    'video_decode_failed',
    `The video could not be decoded ${where}; the file may be damaged there.`,
    {
      cause: error,
    },
  );
}

/** An error while a file is opened, as one sentence. ForgeErrors stay as they are. */
export function openFailure(error: unknown, name: string): ForgeError {
  if (error instanceof ForgeError) return error;
  if (error instanceof UnsupportedInputFormatError) return unreadable(name, error);
  return new ForgeError(
    'video_truncated',
    `"${name}" is damaged or was cut off: its contents end or break before the video can be read.`,
    { cause: error },
  );
}

const unreadable = (name: string, cause?: unknown): ForgeError =>
  new ForgeError(
    'video_unreadable',
    `"${name}" is not a video file that can be read here (MP4, MOV, WebM, MKV and MPEG-TS can).`,
    { cause },
  );
